// `state import`, `adopt`, `rebuild` and `migrate`: they look at what is there, and remember it.
#include <fmt/core.h>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/default_file.h"
#include "cli/deploy/consent.h"
#include "cli/exit_code.h"
#include "cli/world/deployment.h"
#include "cli/world/state_place.h"
#include "platform/command/migrate.h"
#include "platform/command/taking_over.h"
#include "platform/target/locks.h"

namespace cli {
namespace {

base::Result<platform::Configuration> configuration(const Context& context) {
  const std::string& file = context.arguments.file;
  return platform::load_file(file.empty() ? kDefaultFile : file, managed_policies());
}

// Of the one that the command line names, or all.
CommandResult move_states(const Context& context, const std::string& to) {
  std::string place = TRY(to == "home" ? base::Result<std::string>("") : checked_place(to));
  std::vector<platform::KnownState> states = TRY(platform::known_states(context.home));
  if (!context.arguments.state.empty())
    states.assign(1, TRY(engine::find_state(states, context.arguments.state)));
  Deployment deployment(context);
  std::vector<std::string> moved = TRY(platform::move_states(states, place, deployment.platform()));
  for (const std::string& each : moved)
    context.terminal.print(
        Shown::format("{} is kept at {} from now on\n", each, place.empty() ? "home" : place));
  if (moved.empty()) context.terminal.print("all of it is there already\n");
  return kDone;
}

}  // namespace

CommandResult state_import(const Context& context) {
  platform::Configuration desired = TRY(configuration(context));
  Deployment deployment(context);
  std::string taken = TRY(platform::import_thing(
      desired, context.arguments.address, {engine::lock_owner(), "state import"}, deployment.platform()));
  context.terminal.print(Shown::format("{} is known from now on\n", taken));
  return kDone;
}

CommandResult state_adopt(const Context& context) {
  platform::Configuration desired = TRY(configuration(context));
  TRY(check_consent(context, "state adopt"));
  Deployment deployment(context);
  context.terminal.print(Shown::format(
      "what stands in the account as {} gets Slipway's tags: the next `slipway up` makes it as the file "
      "says, and `slipway down` deletes it.\n",
      context.arguments.address));
  if (!agreed(context, "Adopt it?")) return kFailed;
  std::string taken = TRY(platform::adopt_thing(
      desired, context.arguments.address, {engine::lock_owner(), "state adopt"}, deployment.platform()));
  context.terminal.print(Shown::format("{} is Slipway's from now on\n", taken));
  return kDone;
}

CommandResult state_rebuild(const Context& context) {
  platform::Configuration desired = TRY(configuration(context));
  Deployment deployment(context);
  engine::Rebuilt rebuilt =
      TRY(platform::rebuild(desired, {engine::lock_owner(), "state rebuild"}, deployment.platform()));
  context.terminal.print(engine::rebuilt_text(rebuilt));
  return kDone;
}

CommandResult state_migrate(const Context& context) {
  if (!context.arguments.to_place.empty()) return move_states(context, context.arguments.to_place);
  Deployment deployment(context);
  std::vector<std::string> moved = TRY(platform::migrate(deployment.platform()));
  for (const std::string& each : moved) context.terminal.print(Shown::format("moved: {}\n", each));
  if (moved.empty()) context.terminal.print("all of it is in today's form\n");
  return kDone;
}

}  // namespace cli
