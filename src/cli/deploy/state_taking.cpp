// `state import`, `adopt`, `rebuild` and `migrate`: they look at what is there, and remember it.
#include <fmt/core.h>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/default_file.h"
#include "cli/deploy/consent.h"
#include "cli/exit_code.h"
#include "cli/terminal/ends_first.h"
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

// What else is kept where some were until now, and by whom it is to be moved.
base::Status tell_what_stays(const Context& context, const platform::MovedStates& moved,
                             const std::string& to, const platform::Platform& platform) {
  for (const std::string& place : moved.from) {
    for (const std::string& each : TRY(platform::kept_at(place, platform)))
      context.terminal.print(Shown::format(
          "{} stays at {}, where another machine has put it: slipway state migrate --to {} --state {}\n",
          each, place, to, place));
  }
  return {};
}

// Of the one that the command line names, or all: those that this machine knows, or, with a place that is given, those
// that stand there.
CommandResult move_states(const Context& context, const std::string& to) {
  std::string place = TRY(to == "home" ? base::Result<std::string>("") : checked_place(to));
  const std::string& given = context.home.places().given.place;
  std::vector<engine::NamedState> states =
      given.empty() ? engine::names_of(TRY(platform::known_states(context.home)))
                    : TRY(platform::states_to_look_at(context.home, context.clock));
  if (!given.empty())
    std::erase_if(states, [&](const engine::NamedState& each) { return each.place != given; });
  if (!context.arguments.state.empty())
    states.assign(1, TRY(engine::find_state(states, context.arguments.state)));
  Deployment deployment(context);
  EndsFirst ends_first(context.terminal);
  deployment.platform().stop = ends_first.stop();
  platform::MovedStates moved = TRY(platform::move_states(states, place, deployment.platform()));
  for (const std::string& each : moved.names)
    context.terminal.print(
        Shown::format("{} is kept at {} from now on\n", each, place.empty() ? "home" : place));
  if (moved.names.empty())
    context.terminal.print(
        given.empty() ? "all that this machine knows of is there already; what others have put elsewhere: "
                        "say where, with --state\n"
                      : "nothing of it is elsewhere\n");
  if (context.arguments.state.empty()) TRY(tell_what_stays(context, moved, to, deployment.platform()));
  return kDone;
}

}  // namespace

CommandResult state_import(const Context& context) {
  platform::Configuration desired = TRY(configuration(context));
  Deployment deployment(context);
  EndsFirst ends_first(context.terminal);
  deployment.platform().stop = ends_first.stop();
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
  EndsFirst ends_first(context.terminal);
  deployment.platform().stop = ends_first.stop();
  std::string taken =
      TRY(platform::adopt_thing(desired, context.arguments.address, context.arguments.id,
                                {engine::lock_owner(), "state adopt"}, deployment.platform()));
  context.terminal.print(Shown::format("{} is Slipway's from now on\n", taken));
  return kDone;
}

CommandResult state_rebuild(const Context& context) {
  platform::Configuration desired = TRY(configuration(context));
  Deployment deployment(context);
  EndsFirst ends_first(context.terminal);
  deployment.platform().stop = ends_first.stop();
  engine::Rebuilt rebuilt =
      TRY(platform::rebuild(desired, {engine::lock_owner(), "state rebuild"}, deployment.platform()));
  context.terminal.print(engine::rebuilt_text(rebuilt));
  return kDone;
}

CommandResult state_migrate(const Context& context) {
  if (!context.arguments.to_place.empty()) return move_states(context, context.arguments.to_place);
  Deployment deployment(context);
  EndsFirst ends_first(context.terminal);
  deployment.platform().stop = ends_first.stop();
  std::vector<std::string> moved = TRY(platform::migrate(deployment.platform()));
  for (const std::string& each : moved) context.terminal.print(Shown::format("moved: {}\n", each));
  if (moved.empty()) context.terminal.print("all of it is in today's form\n");
  return kDone;
}

}  // namespace cli
