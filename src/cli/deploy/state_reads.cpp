// `state list`, `show`, `versions` and `backup`, and `drift`: they read, and take no lock.
#include <fmt/core.h>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/default_file.h"
#include "cli/exit_code.h"
#include "cli/terminal/output_file.h"
#include "cli/world/deployment.h"
#include "engine/command/state_listing.h"
#include "engine/keep/history.h"
#include "engine/show/drift_text.h"
#include "engine/show/state_text.h"
#include "platform/command/drift.h"

namespace cli {
namespace {

// All that are known or in the file, or the one that the command line names. So a machine that shares a state sees what
// others have made.
base::Result<std::vector<platform::KnownState>> named_states(const Context& context,
                                                             const platform::Configuration* configuration) {
  auto all = TRY(platform::known_states(context.home));
  if (configuration) {
    for (platform::KnownState& each : platform::states_of(*configuration, context.home)) {
      auto is_it = [&](const platform::KnownState& known) { return known.folder == each.folder; };
      if (std::none_of(all.begin(), all.end(), is_it)) all.push_back(std::move(each));
    }
  }
  if (context.arguments.state.empty()) return all;
  platform::KnownState found = TRY(engine::find_state(all, context.arguments.state));
  return std::vector{std::move(found)};
}

// Also of those that other machines have put where states are kept; of two of a name both.
base::Result<std::vector<engine::NamedState>> named_states_everywhere(
    const Context& context, std::vector<platform::StateFiles::Damaged>& damaged) {
  auto all = TRY(platform::known_states_everywhere(context.home, context.clock, damaged));
  const std::string& name = context.arguments.state;
  if (name.empty()) return all;
  auto one = TRY(platform::states_to_look_at(context.home, context.clock));
  std::string folder = TRY(engine::find_state(one, name)).folder;
  std::erase_if(all, [&](const engine::NamedState& each) { return each.folder != folder; });
  return all;
}

base::Result<engine::NamedState> named_state(const Context& context) {
  return engine::find_state(TRY(platform::states_to_look_at(context.home, context.clock)),
                            context.arguments.state);
}

std::string text_of(const std::vector<platform::StateDrift>& all) {
  if (all.empty())
    return "nothing was deployed from this machine; what others share with it is compared with a file: "
           "slipway drift "
           "FILE\n";
  std::string out;
  for (const platform::StateDrift& each : all)
    out += fmt::format("{}{}{}\n{}", out.empty() ? "" : "\n", each.state.name,
                       each.is_in_file ? "" : " (in no file: as it was last applied is how it is desired)",
                       engine::drift_text(each.drift));
  return out;
}

json::Value to_json(const std::vector<platform::StateDrift>& all) {
  json::Array states;
  for (const platform::StateDrift& each : all) {
    json::Value drift = engine::drift_json(each.drift);
    states.push_back(json::Object{{"state", each.state.name},
                                  {"desiredBy", each.is_in_file ? "file" : "last applied"},
                                  {"drift", *drift.find("drift")}});
  }
  return json::Object{{"version", 1}, {"states", std::move(states)}};
}

// What is to be compared with: the file that is named, or the usual one if it is there.
base::Result<std::optional<platform::Configuration>> configuration(const Context& context) {
  const std::string& file = context.arguments.file;
  if (file.empty() && !base::exists(kDefaultFile)) return std::optional<platform::Configuration>();
  return std::optional(TRY(platform::load_file(file.empty() ? kDefaultFile : file, managed_policies())));
}

}  // namespace

CommandResult state_list(const Context& context) {
  std::vector<platform::StateFiles::Damaged> damaged;
  auto listed = engine::list_states(TRY(named_states_everywhere(context, damaged)), context.home.places(),
                                    context.clock);
  context.terminal.print(context.arguments.json ? json::dump_pretty(engine::to_json(listed))
                                                : engine::render(listed));
  for (const platform::StateFiles::Damaged& each : damaged) context.terminal.error(each.error);
  return damaged.empty() && !engine::has_unreadable(listed) ? kDone : kFailed;
}

CommandResult state_show(const Context& context) {
  auto states = TRY(platform::states_to_look_at(context.home, context.clock));
  engine::Place place =
      TRY(engine::find_place(states, context.arguments.address, context.home.places(), context.clock));
  auto keep = TRY(place.state.keep(context.home.places(), context.clock));
  engine::State state = TRY(engine::load(*keep)).state;
  context.terminal.print(context.arguments.json
                             ? json::dump_pretty(TRY(engine::record_json(state, place.address)))
                             : TRY(engine::record_text(state, place.address)));
  return kDone;
}

CommandResult state_versions(const Context& context) {
  auto keep = TRY(TRY(named_state(context)).keep(context.home.places(), context.clock));
  context.terminal.print(engine::versions_text(TRY(engine::state_versions(*keep))));
  return kDone;
}

CommandResult state_backup(const Context& context) {
  engine::NamedState known = TRY(named_state(context));
  auto keep = TRY(known.keep(context.home.places(), context.clock));
  std::string text = TRY(engine::backup(*keep));
  if (context.arguments.out.empty()) {
    context.terminal.write(text);
    return kDone;
  }
  TRY(write_output(context.arguments.out, text));
  context.terminal.print(Shown::format("the state of {} is in {}\n", known.name, context.arguments.out));
  return kDone;
}

CommandResult drift(const Context& context) {
  auto desired = TRY(configuration(context));
  Deployment deployment(context);
  const platform::Configuration* file = desired ? &*desired : nullptr;
  auto found = TRY(platform::read_drift(TRY(named_states(context, file)), file, deployment.platform()));
  context.terminal.print(context.arguments.json ? json::dump_pretty(to_json(found)) : text_of(found));
  engine::Outcome outcome = engine::Outcome::done;
  for (const platform::StateDrift& each : found)
    if (outcome == engine::Outcome::done)
      outcome = engine::outcome_of(each.drift, context.arguments.tells_difference);
  return engine::exit_code(outcome);
}

}  // namespace cli
