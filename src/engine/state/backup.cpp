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
    State state = TRY(parse_state(TRY(keep.read_version(version.id))));
    versions.push_back({version, state.serial, state.records.size()});
  }
  return versions;
}

}  // namespace engine
