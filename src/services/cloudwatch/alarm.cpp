#include "services/cloudwatch/alarm.h"

#include <algorithm>

#include "account/call/quota.h"
#include "account/record/index.h"
#include "base/arn.h"
#include "services/cloudwatch/alarm_events.h"
#include "services/cloudwatch/errors.h"
#include "services/cloudwatch/history.h"
#include "services/cloudwatch/tags.h"

namespace account::cloudwatch {
namespace {

constexpr std::string_view kArnPart = "alarm:";
constexpr Quota kMostAlarms{"alarms", 5000, "LimitExceeded", "You have reached the quota of {most} alarms."};
constexpr std::string_view kLists[] = {"OKActions", "AlarmActions", "InsufficientDataActions"};
// Of the record before, when it is put again.
constexpr std::string_view kStaying[] = {
    "StateValue", "StateReason", "StateReasonData", "StateUpdatedTimestamp", "StateTransitionedTimestamp",
    "Tags"};

// What an action may be: the ARN of something, in any form that services have.
aws::Result<void> check_actions(const Call& call) {
  for (std::string_view member : kLists)
    for (const std::string& action : call.input.texts(member))
      if (!base::Arn::parse(action)) return invalid(fmt::format("Invalid arn syntax: {}", action));
  return {};
}

}  // namespace

aws::Result<Resource> locate_all_alarms(const Asking& asking) {
  return Resource{.arn = arn_of(asking.call.state, kAlarms, json::Object{{"AlarmName", "*"}})};
}

aws::Result<Resource> locate_alarm_or_all(const Asking& asking) {
  std::string name = asking.text("AlarmName");
  return Resource{
      .arn = arn_of(asking.call.state, kAlarms, json::Object{{"AlarmName", name.empty() ? "*" : name}})};
}

bool is_composite(const json::Value& alarm) {
  return alarm.string_or("_Type", "") == kCompositeAlarm;
}

json::Value shown_alarm(const json::Value& alarm) {
  json::Object shown = alarm.as_object();
  for (std::string_view member : {"_Type", "_Metrics", "_Children", "_Next", "Tags"}) shown.erase(member);
  return shown;
}

std::string alarm_name(std::string_view text) {
  auto arn = base::Arn::parse(text);
  bool is_alarm = arn && arn->service == "cloudwatch" && arn->resource.starts_with(kArnPart);
  return is_alarm ? arn->resource.substr(kArnPart.size()) : std::string(text);
}

std::vector<Entry> parents_of(const State& state, std::string_view alarm) {
  return find_through(state, kAlarms, "_Children", alarm);
}

aws::Result<json::Object> begin_alarm(const Call& call, std::string_view type) {
  const Input& in = call.input;
  TRY(check_actions(call));
  std::string name = in.text("AlarmName");
  auto existing = find(call.state, kAlarms, name);
  if (existing && existing->string_or("_Type", "") != type)
    return invalid(fmt::format("An alarm of another type has the name {} already.", name));
  if (!existing) TRY(check_quota(call, kMostAlarms, call.state.ids(kAlarms.name).size()));
  int64_t now = base::to_ms(call.now);
  json::Object alarm{{"AlarmName", name},
                     {"AlarmArn", arn_of(call.state, kAlarms, json::Object{{"AlarmName", name}})},
                     {"AlarmConfigurationUpdatedTimestamp", now},
                     {"ActionsEnabled", in.flag("ActionsEnabled", true)},
                     {"_Type", type},
                     {"StateValue", "INSUFFICIENT_DATA"},
                     {"StateReason", "Unchecked: Initial alarm creation"},
                     {"StateUpdatedTimestamp", now},
                     {"StateTransitionedTimestamp", now}};
  for (std::string_view member : kLists) alarm.set(member, in.list(member));
  for (std::string_view member : {"AlarmDescription", "ActionConfiguration"})
    alarm.set_if(member, in.find(member));
  // Tags of an alarm that is there already are changed by TagResource alone.
  json::Array tags = TRY(tags_of_input(call));
  alarm.set("Tags", std::move(tags));
  if (existing)
    for (std::string_view member : kStaying) alarm.set_if(member, existing->find(member));
  return alarm;
}

void finish_alarm(Call& call, const json::Value& alarm) {
  std::string name(alarm.string_or("AlarmName", ""));
  bool is_there = find(call.state, kAlarms, name).has_value();
  call.make(kAlarms, name, alarm);
  keep_configuration_update(call.state, alarm, is_there ? "updated" : "created", call.now);
  tell_configuration(call, alarm, is_there ? "update" : "create");
}

void alarm_action_keys(const Call& call, const json::Value*, policy::Context& context) {
  std::vector<std::string> actions;
  for (std::string_view member : kLists)
    for (std::string& action : call.input.texts(member)) actions.push_back(std::move(action));
  if (!actions.empty()) context.set_list("cloudwatch:AlarmActions", std::move(actions));
}

}  // namespace account::cloudwatch
