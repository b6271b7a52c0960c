#include "services/cloudwatch/alarm_state.h"

#include "account/call/facilities.h"
#include "services/cloudwatch/alarm.h"
#include "services/cloudwatch/alarm_events.h"
#include "services/cloudwatch/alarm_rule.h"
#include "services/cloudwatch/history.h"
#include "services/cloudwatch/texts.h"

namespace account::cloudwatch {
namespace {

constexpr int kMostLevels = 20;  // alarms that watch each other in a ring come to rest

void look_at_rule(const Origin& origin, const json::Value& alarm, const std::string& reason, int level);

void change_state(const Origin& origin, json::Value alarm, const AlarmState& to, int level) {
  State state = origin.state;
  json::Value before = alarm;
  json::Object& fields = alarm.as_object();
  bool is_other = before.string_or("StateValue", "") != to.value;
  int64_t now = base::to_ms(origin.now);
  fields.set("StateValue", to.value);
  fields.set("StateReason", to.reason);
  fields.erase("StateReasonData");
  if (!to.data.empty()) fields.set("StateReasonData", to.data);
  fields.set("StateUpdatedTimestamp", now);
  if (is_other) fields.set("StateTransitionedTimestamp", now);
  store(state, kAlarms, alarm);
  if (!is_other) return;
  keep_state_update(state, before, alarm, origin.now);
  tell_state(origin, before, alarm);
  std::string name(alarm.string_or("AlarmName", ""));
  std::string reason = fmt::format("{} transitioned to {} at {}", alarm.string_or("AlarmArn", ""), to.value,
                                   long_time(origin.now));
  for (const Entry& parent : parents_of(state, name)) look_at_rule(origin, parent.value, reason, level + 1);
}

void look_at_rule(const Origin& origin, const json::Value& alarm, const std::string& reason, int level) {
  auto rule = AlarmRule::parse(alarm.string_or("AlarmRule", ""));
  if (!rule || level > kMostLevels) return;
  bool holds = rule->holds([&](const std::string& name) {
    auto child = find(origin.state, kAlarms, name);
    return std::string(child ? child->string_or("StateValue", "") : "");
  });
  std::string value = holds ? "ALARM" : "OK";
  if (alarm.string_or("StateValue", "") != value) change_state(origin, alarm, {value, reason}, level);
}

}  // namespace

void change_state(const Origin& origin, json::Value alarm, const AlarmState& to) {
  change_state(origin, std::move(alarm), to, 0);
}

void look_at_rule(const Origin& origin, const json::Value& alarm, const std::string& reason) {
  look_at_rule(origin, alarm, reason, 0);
}

}  // namespace account::cloudwatch
