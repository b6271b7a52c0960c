#include "engine/state/backup.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "engine/journal/state_json.h"

namespace engine {

using base::Error;
using base::ErrorKind;
using base::Result;
using base::Status;

namespace {

constexpr base::Milliseconds kLeaseDuration{60'000};  // a few writes
// More than a run writes: how many may have stood behind the last version that is known of.
constexpr int64_t kUnreadEntries = 1'000'000;

tl::unexpected<Error> refuse(ErrorKind kind, std::string message, std::string hint) {
  return tl::unexpected(Error{kind, std::move(message), std::move(hint)});
}

std::set<std::string> addresses(const State& state) {
  std::set<std::string> out;
  for (const auto& [key, record] : state.records) out.insert(key.address);
  return out;
}

std::vector<std::string> lacking(const State& from, const State& in) {
  std::set<std::string> all = addresses(from), there = addresses(in);
  std::vector<std::string> out;
  std::set_difference(all.begin(), all.end(), there.begin(), there.end(), std::back_inserter(out));
  return out;
}

std::string some_of(const std::vector<std::string>& addresses) {
  std::vector<std::string> shown;
  for (size_t at = 0; at < std::min<size_t>(addresses.size(), 5); ++at)
    shown.push_back(fmt::format("`{}`", addresses[at]));
  if (addresses.size() > 5) shown.push_back(fmt::format("{} more", addresses.size() - 5));
  return base::join(shown, ", ");
}

Status check_same_history(const State& now, const State& backup) {
  if (now.lineage.empty()) return {};
  if (backup.lineage != now.lineage)
    return refuse(
        ErrorKind::conflict,
        fmt::format("the backup is of another history: `{}`, and this one is `{}`", backup.lineage,
                    now.lineage),
        "choose a backup of this one; if it is meant, all that is known here would be forgotten: --force");
  if (backup.serial >= now.serial) return {};
  std::vector<std::string> lost = lacking(now, backup);
  return refuse(
      ErrorKind::conflict,
      fmt::format(
          "the backup is older than what is here: serial {}, and here it is {}; what was done since would be "
          "forgotten{}",
          backup.serial, now.serial, lost.empty() ? "" : ", as " + some_of(lost)),
      "if it is meant: --force");
}

// Two writes where nothing was: the beginning of the same history, and the state. Between them it is an empty history,
// in which the same backup can be restored again.
Status write(Session& session, const State& backup) {
  std::vector<Entry> entries;
  if (session.state.lineage.empty()) {
    Entry begin;
    begin.type = Entry::Type::begin;
    begin.lineage = backup.lineage;
    entries.push_back(std::move(begin));
  }
  Entry restore;
  restore.type = Entry::Type::restore;
  restore.state = to_json(backup);
  entries.push_back(std::move(restore));
  return session.append(std::move(entries));
}

// Where what is there cannot be read, nothing follows on it: the copy is written as it stands, and is a version, too.
// Its serial lies behind all that are known of, so that no plan that was made before fits.
Status write_over(Keep& keep, const Lease& lease, State backup, Restored& restored) {
  int64_t newest = backup.serial;
  for (const StateVersion& each : TRY(state_versions(keep))) newest = std::max(newest, each.serial);
  backup.serial = newest + kUnreadEntries;
  TRY(write_snapshot(keep, lease, backup));
  restored.serial = backup.serial;
  restored.known_again = lacking(backup, State());
  return {};
}

// Whether what is there cannot be read (unreadable(), keep/history.h). What cannot be reached may be whole.
bool is_damaged(const Error& error) {
  return error.kind == ErrorKind::conflict;
}

}  // namespace

Result<std::string> backup(Keep& keep) {
  History history = TRY(load(keep));
  if (history.state.lineage.empty())
    return refuse(ErrorKind::not_found, "there is no state here yet", "there is nothing to back up");
  return json::dump_pretty(to_json(history.state));
}

Result<Restored> restore(Keep& keep, const base::Clock& clock, const std::string& owner,
                         std::string_view text, bool is_forced) {
  State backup = TRY(parse_state(text).map_error([](const Error& error) {
    return Error{ErrorKind::invalid, "that is no backup: " + error.message, error.hint};
  }));
  Restored restored;
  auto there = load_departed(keep);
  if (!there && is_damaged(there.error())) {
    if (!is_forced)
      return refuse(ErrorKind::conflict, "what is there cannot be read: " + there.error().message,
                    "to put the backup in its place all the same: --force");
    Lease lease = TRY(keep.acquire(owner, "state restore", kLeaseDuration));
    Status written = write_over(keep, lease, std::move(backup), restored);
    Status released = keep.release(lease);
    TRY(std::move(written));
    TRY(std::move(released));
    return restored;
  }
  TRY(change_any_state(keep, clock, {owner, "state restore"}, [&](Session& session) -> Status {
    if (!is_forced) TRY(check_same_history(session.state, backup));
    // What is there stays among the versions, so that this can be undone.
    if (!session.state.lineage.empty()) TRY(write_snapshot(keep, session.lease, session.state));
    restored.forgotten = lacking(session.state, backup);
    restored.known_again = lacking(backup, session.state);
    TRY(write(session, backup));
    restored.serial = session.state.serial;
    return {};
  }));
  return restored;
}

Result<std::vector<StateVersion>> state_versions(Keep& keep) {
  std::vector<Version> kept = TRY(keep.versions());
  std::vector<StateVersion> versions;
  for (const Version& version : kept) {
    auto state = parse_state(TRY(keep.read_version(version.id)));
    versions.push_back(state ? StateVersion{version, state->serial, state->records.size(), false}
                             : StateVersion{version, 0, 0, true});
  }
  return versions;
}

}  // namespace engine
