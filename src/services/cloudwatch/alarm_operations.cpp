// What is done to alarms that are there: deleted, set to a state, their actions switched.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "services/cloudwatch/alarm.h"
#include "services/cloudwatch/alarm_events.h"
#include "services/cloudwatch/alarm_state.h"
#include "services/cloudwatch/cloudwatch.h"
#include "services/cloudwatch/errors.h"
#include "services/cloudwatch/evaluation.h"
#include "services/cloudwatch/history.h"

namespace account::cloudwatch {
namespace {

// --- deleted --------------------------------------------------------------------------------------------------------

// No alarm goes where one may not.
aws::Result<void> check_may_go(const Call& call, const std::set<std::string>& going) {
  if (std::count_if(call.found.begin(), call.found.end(),
                    [](const Found& alarm) { return is_composite(alarm.record); }) > 1)
    return invalid("Only one composite alarm can be deleted by a call.");
  std::vector<std::string> needed;
  for (const std::string& name : going) {
    std::vector<Entry> parents = parents_of(call.state, name);
    bool is_needed = std::any_of(parents.begin(), parents.end(),
                                 [&](const Entry& parent) { return !going.contains(parent.id); });
    if (is_needed) needed.push_back(name);
  }
  if (needed.empty()) return {};
  return invalid(fmt::format("Cannot delete {} as there are composite alarm(s) depending on {}.",
                             base::join(needed, ","), needed.size() == 1 ? "it" : "them"));
}

Output delete_alarms(Call& call) {
  std::set<std::string> going;
  for (const Found& alarm : call.found) going.insert(alarm.named);
  TRY(check_may_go(call, going));
  for (const std::string& name : going) {
    json::Value alarm = *find(call.state, kAlarms, name);
    remove(call.state, kAlarms, name);
    keep_configuration_update(call.state, alarm, "deleted", call.now);
    tell_configuration(call, alarm, "delete");
  }
  return Object{};
}

// --- set ------------------------------------------------------------------------------------------------------------

// A metric alarm looks at its metrics at the next minute, and goes back to what they say.
Output set_state(Call& call) {
  const Input& in = call.input;
  std::string data = in.text("StateReasonData");
  if (!data.empty() && !json::parse(data))
    return refused("InvalidFormat", "StateReasonData must be a valid JSON document.");
  Found& alarm = call.the();
  change_state(as_cloudwatch(call), alarm.record, {in.text("StateValue"), in.text("StateReason"), data});
  json::Value changed = *find(call.state, kAlarms, alarm.named);
  if (!is_composite(changed)) look_at_next_minute(call, std::move(changed));
  return Object{};
}

// --- switched -------------------------------------------------------------------------------------------------------

// Names of no alarm are passed over.
Output switch_actions(Call& call, bool are_enabled) {
  for (const std::string& name : call.input.texts("AlarmNames")) {
    auto alarm = find(call.state, kAlarms, name);
    if (!alarm || alarm->bool_or("ActionsEnabled", true) == are_enabled) continue;
    alarm->as_object().set("ActionsEnabled", are_enabled);
    alarm->as_object().set("AlarmConfigurationUpdatedTimestamp", base::to_ms(call.now));
    store(call.state, kAlarms, *alarm);
    keep_configuration_update(call.state, *alarm, "updated", call.now);
    tell_configuration(call, *alarm, "update");
  }
  return Object{};
}
Output enable_actions(Call& call) {
  return switch_actions(call, true);
}
Output disable_actions(Call& call) {
  return switch_actions(call, false);
}

constexpr RecordKind alarm_to_switch() {
  RecordKind kind = kAlarms;
  kind.absent_code = "";
  return kind;
}
constexpr RecordKind kAlarmToSwitch = alarm_to_switch();

constexpr Operation kOperations[] = {
    {"DeleteAlarms", {on(kAlarms).each("AlarmNames")}, delete_alarms},
    {"DisableAlarmActions", {on(kAlarmToSwitch).each("AlarmNames")}, disable_actions},
    {"EnableAlarmActions", {on(kAlarmToSwitch).each("AlarmNames")}, enable_actions},
    {"SetAlarmState", {on(kAlarms)}, set_state},
};

}  // namespace

std::span<const Operation> alarm_operations() {
  return kOperations;
}

}  // namespace account::cloudwatch
