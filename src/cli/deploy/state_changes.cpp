// `state forget`, `move`, `unlock` and `restore`: what a person says of the state. Each takes its lock.
#include <fmt/format.h>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/deploy/consent.h"
#include "cli/exit_code.h"
#include "cli/terminal/ends_first.h"
#include "cli/terminal/lines.h"
#include "engine/state/backup.h"
#include "engine/state/changes.h"
#include "engine/state/lock.h"
#include "platform/command/restoring.h"
#include "platform/target/locks.h"

namespace cli {
namespace {

using engine::NamedState;
using engine::Place;

base::Result<Place> named_place(const Context& context) {
  return engine::find_place(TRY(platform::states_to_look_at(context.home, context.clock)),
                            context.arguments.address, context.home.places(), context.clock);
}

CommandResult change(const Context& context, const NamedState& known, const char* purpose,
                     const std::function<base::Status(engine::Session&)>& what, const Shown& if_done) {
  EndsFirst ends_first(context.terminal);
  auto keep = TRY(known.keep(context.home.places(), context.clock));
  TRY(engine::change_state(*keep, context.clock, {engine::lock_owner(), purpose}, what));
  context.terminal.print(if_done);
  return kDone;
}

base::Result<std::string> backup_of(const Context& context, engine::Keep& keep) {
  if (!context.arguments.version.empty()) return keep.read_version(context.arguments.version);
  return read_input(context.arguments.file);
}

Shown restored_text(const NamedState& known, const engine::Restored& restored) {
  Shown text =
      Shown::format("the state of {} is as it was then, with serial {}\n", known.name, restored.serial);
  for (const std::string& each : restored.forgotten)
    text += Shown::format("  forgotten: {}, which stays where it is\n", each);
  for (const std::string& each : restored.known_again) text += Shown::format("  known again: {}\n", each);
  return text;
}

}  // namespace

CommandResult state_forget(const Context& context) {
  Place place = TRY(named_place(context));
  TRY(check_consent(context, "state forget"));
  context.terminal.print(Shown::format(
      "{} stays where it is, and Slipway knows it no more: `slipway down` leaves it there.\n"
      "As long as the file asks for it, the next `slipway up` finds it by its marks, and has it again.\n",
      place.text()));
  if (!agreed(context, "Forget it?")) return kFailed;
  return change(
      context, place.state, "state forget",
      [&](engine::Session& session) { return engine::forget(session, place.address); }, "forgotten\n");
}

CommandResult state_move(const Context& context) {
  Place from = TRY(named_place(context));
  Place to = TRY(engine::new_place(TRY(platform::states_to_look_at(context.home, context.clock)),
                                   context.arguments.new_address, from.state));
  return change(
      context, from.state, "state move",
      [&](engine::Session& session) { return engine::move(session, from.address, to.address); },
      Shown::format("{} is {} from now on\n", from.text(), to.text()));
}

CommandResult state_unlock(const Context& context) {
  NamedState known = TRY(engine::find_state(TRY(platform::states_to_look_at(context.home, context.clock)),
                                            context.arguments.state));
  auto keep = TRY(known.keep(context.home.places(), context.clock));
  std::optional<engine::Lease> held = TRY(keep->holder());
  if (!held) {
    context.terminal.print(Shown::format("nobody holds the lock of {}\n", known.name));
    return kDone;
  }
  TRY(check_consent(context, "state unlock"));
  context.terminal.print(engine::lock_text(*held, context.clock.now()));
  if (!agreed(context, "Break it?")) return kFailed;
  EndsFirst ends_first(context.terminal);
  TRY(engine::unlock(*keep, context.clock, engine::lock_owner(), held->fence));
  context.terminal.print(Shown::format("the lock of {} is free\n", known.name));
  return kDone;
}

CommandResult state_restore(const Context& context) {
  platform::KnownState known = TRY(platform::state_or_place(TRY(platform::known_states(context.home)),
                                                            context.arguments.state, context.home));
  auto keep = TRY(known.keep(context.home.places(), context.clock));
  std::string backup = TRY(backup_of(context, *keep));
  TRY(platform::check_belongs(known, backup));
  EndsFirst ends_first(context.terminal);
  engine::Restored restored =
      TRY(engine::restore(*keep, context.clock, engine::lock_owner(), backup, context.arguments.force));
  std::string place = TRY(engine::place_of(context.home.places(), known.folder, context.clock));
  TRY(engine::claim_place(known.folder, place, context.clock));
  context.terminal.print(restored_text(known, restored));
  return kDone;
}

}  // namespace cli
