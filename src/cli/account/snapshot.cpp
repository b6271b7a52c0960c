// `slipway account snapshot`: what the accounts hold, kept under a name and put back.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "account/server/control.h"
#include "base/json.h"
#include "cli/account/data_dir.h"
#include "cli/commands.h"
#include "cli/exit_code.h"

namespace cli {
namespace {

using account::SnapshotChange;
using base::ErrorKind;

base::Deadline deadline() {
  return base::Deadline::in(std::chrono::minutes(5));  // many objects are many files
}

CommandResult save(const Context& context, const std::string& name) {
  TRY(account::save_snapshot(account_data_dir(context), name, deadline()));
  context.terminal.print(fmt::format("saved as `{}`\n", name));
  return kDone;
}

CommandResult load(const Context& context, const std::string& name) {
  if (!context.arguments.yes) {
    if (!context.terminal.is_interactive())
      return tl::unexpected(base::Error{
          ErrorKind::invalid,
          "`account snapshot load` gives up what the accounts hold now, and nobody can be asked here",
          "say --yes"});
    if (!context.terminal.confirm("give up what the accounts hold now?")) return kFailed;
  }
  TRY(account::load_snapshot(account_data_dir(context), name, deadline()));
  context.terminal.print(fmt::format("the accounts hold what they held when `{}` was saved\n", name));
  return kDone;
}

CommandResult remove(const Context& context, const std::string& name) {
  TRY(account::remove_snapshot(account_data_dir(context), name, deadline()));
  context.terminal.print(fmt::format("removed `{}`\n", name));
  return kDone;
}

std::string where(const SnapshotChange& change) {
  return change.region.empty() ? change.account : fmt::format("{} {}", change.account, change.region);
}

void print_changes(const Context& context, const std::vector<SnapshotChange>& changes,
                   const std::string& name) {
  const std::map<std::string, char> signs = {{"added", '+'}, {"changed", '~'}, {"removed", '-'}};
  size_t widest = 0;
  for (const SnapshotChange& each : changes) widest = std::max(widest, each.kind.size());
  std::string out;
  for (const SnapshotChange& each : changes) {
    auto sign = signs.find(each.change);
    out += fmt::format("{} {:<{}}  {}  ({})\n", sign == signs.end() ? '?' : sign->second, each.kind, widest,
                       each.id, where(each));
  }
  out += changes.empty() ? fmt::format("all is as in `{}`\n", name)
                         : fmt::format("{} differ from `{}`\n", changes.size(), name);
  context.terminal.print(out);
}

CommandResult diff(const Context& context, const std::string& name) {
  auto changes = TRY(account::changes_since_snapshot(account_data_dir(context), name, deadline()));
  if (context.arguments.json) {
    json::Array all;
    for (const SnapshotChange& each : changes)
      all.push_back(json::Object{{"change", each.change},
                                 {"account", each.account},
                                 {"region", each.region},
                                 {"kind", each.kind},
                                 {"id", each.id}});
    context.terminal.print(json::dump_pretty(json::Object{{"changes", std::move(all)}}));
  } else {
    print_changes(context, changes, name);
  }
  return context.arguments.tells_difference && !changes.empty() ? kDiffers : kDone;
}

CommandResult list(const Context& context) {
  std::vector<std::string> names = TRY(account::snapshots(account_data_dir(context), deadline()));
  if (context.arguments.json) {
    context.terminal.print(
        json::dump_pretty(json::Object{{"snapshots", json::Array(names.begin(), names.end())}}));
    return kDone;
  }
  for (const std::string& name : names) context.terminal.print(name + "\n");
  return kDone;
}

}  // namespace

CommandResult account_snapshot(const Context& context) {
  const std::string& action = context.arguments.snapshot_action;
  const std::string& name = context.arguments.snapshot;
  if (action == "list") return list(context);
  if (name.empty())
    return base::fail(ErrorKind::invalid, "`account snapshot {}` needs the name of a snapshot", action);
  if (action == "save") return save(context, name);
  if (action == "load") return load(context, name);
  if (action == "diff") return diff(context, name);
  return remove(context, name);
}

}  // namespace cli
