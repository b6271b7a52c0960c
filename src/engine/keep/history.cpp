#include "engine/keep/history.h"

#include "engine/journal/fold.h"
#include "engine/journal/state_json.h"

namespace engine {

using base::Result;
using base::Status;

namespace {

Result<History> read_history(Keep& keep) {
  Kept kept = TRY(keep.load());
  History history{{}, std::move(kept.warning)};
  // A history that was lost must not look like one that has not begun.
  if (kept.snapshot.empty() && !kept.snapshot_place.empty())
    return base::fail(base::ErrorKind::invalid, "`{}` is empty", kept.snapshot_place);
  if (!kept.snapshot.empty()) {
    history.state = TRY(parse_state(kept.snapshot).map_error([&](const base::Error& error) {
      return kept.snapshot_place.empty() ? error : error.in(kept.snapshot_place);
    }));
  }
  const int64_t in_snapshot = history.state.serial;
  for (const std::string& line : kept.entries) {
    Entry entry = TRY(parse_entry(line));
    if (entry.serial <= in_snapshot) continue;
    TRY(fold(history.state, entry));
  }
  return history;
}

}  // namespace

Result<History> load(Keep& keep) {
  History history = TRY(load_departed(keep));
  const std::string& to = history.state.departed_to;
  if (to.empty()) return history;
  return tl::unexpected(base::Error{base::ErrorKind::conflict,
                                    fmt::format("the state that was here is kept at {} by now", to),
                                    fmt::format("say so, once: --state {}", to)});
}

base::Error unreadable(base::Error error) {
  if (error.kind == base::ErrorKind::invalid) error.kind = base::ErrorKind::conflict;
  return error;
}

Result<History> load_departed(Keep& keep) {
  auto history = read_history(keep).map_error(unreadable);
  if (!history && history.error().hint.empty()) history.error().hint = kIfUnreadable;
  return history;
}

Status append(Keep& keep, const Lease& lease, State& state, base::Time now, Entry entry) {
  std::vector<Entry> entries;
  entries.push_back(std::move(entry));
  return append(keep, lease, state, now, std::move(entries));
}

Status append(Keep& keep, const Lease& lease, State& state, base::Time now, std::vector<Entry> entries) {
  State next = state;
  std::vector<std::string> lines;
  for (Entry& entry : entries) {
    entry.serial = next.serial + 1;
    entry.fence = lease.fence;
    entry.at = now;
    TRY(fold(next, entry));
    lines.push_back(json::dump(to_json(entry)));
  }
  TRY(keep.append(lease, lines));
  state = std::move(next);
  return {};
}

Status begin(Keep& keep, const Lease& lease, State& state, base::Time now, std::string lineage) {
  Entry entry;
  entry.type = Entry::Type::begin;
  entry.lineage = std::move(lineage);
  return append(keep, lease, state, now, std::move(entry));
}

Status write_snapshot(Keep& keep, const Lease& lease, const State& state) {
  return keep.write_snapshot(lease, json::dump(to_json(state)) + "\n");
}

}  // namespace engine
