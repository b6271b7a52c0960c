// Alarms on the states of other alarms.
//
// Source: API Reference, PutCompositeAlarm. What suppresses their actions is kept and shown: none is carried out.
#include "base/text.h"
#include "services/cloudwatch/alarm.h"
#include "services/cloudwatch/alarm_events.h"
#include "services/cloudwatch/alarm_rule.h"
#include "services/cloudwatch/alarm_state.h"
#include "services/cloudwatch/cloudwatch.h"
#include "services/cloudwatch/errors.h"

namespace account::cloudwatch {
namespace {

constexpr size_t kMostChildren = 100;
constexpr size_t kMostElements = 500;
constexpr std::string_view kSuppressor[] = {"ActionsSuppressor", "ActionsSuppressorWaitPeriod",
                                            "ActionsSuppressorExtensionPeriod"};

aws::Result<void> check_children(const Call& call, const AlarmRule& rule) {
  std::vector<std::string> absent;
  for (const std::string& name : rule.alarms()) {
    if (name == call.input.text("AlarmName"))
      return invalid("Could not save the composite alarm as its alarm rule refers to itself.");
    if (!find(call.state, kAlarms, name)) absent.push_back(name);
  }
  if (absent.empty()) return {};
  return invalid(
      fmt::format("Could not save the composite alarm as alarms [{}] in the alarm rule do not exist",
                  base::join(absent, ", ")));
}

aws::Result<AlarmRule> read_rule(const Call& call) {
  auto rule = AlarmRule::parse(call.input.text("AlarmRule"));
  if (!rule)
    return invalid(fmt::format("AlarmRule must not contain invalid expressions: {}", rule.error().message));
  if (rule->alarms().size() > kMostChildren || rule->elements() > kMostElements)
    return invalid(
        fmt::format("AlarmRule must not refer to more than {} alarms, nor have more than {} elements.",
                    kMostChildren, kMostElements));
  TRY(check_children(call, *rule));
  return std::move(*rule);
}

aws::Result<void> check_suppressor(const Input& in) {
  size_t given = 0;
  for (std::string_view member : kSuppressor)
    if (in.has(member)) ++given;
  if (given == 0 || given == std::size(kSuppressor)) return {};
  return invalid(
      "ActionsSuppressor, ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod must be specified "
      "together.");
}

Output put_alarm(Call& call) {
  const Input& in = call.input;
  AlarmRule rule = TRY(read_rule(call));
  TRY(check_suppressor(in));
  Object alarm = TRY(begin_alarm(call, kCompositeAlarm));
  alarm.set("AlarmRule", in.text("AlarmRule"));
  for (std::string_view member : kSuppressor) alarm.set_if(member, in.find(member));
  alarm.set("_Children", json::Array(rule.alarms().begin(), rule.alarms().end()));
  bool is_new = !find(call.state, kAlarms, in.text("AlarmName"));
  json::Value record(alarm);
  finish_alarm(call, record);
  look_at_rule(as_cloudwatch(call), record,
               fmt::format("{} was {} and its alarm rule was evaluated", record.string_or("AlarmArn", ""),
                           is_new ? "created" : "updated"));
  return Object{};
}

constexpr Operation kOperations[] = {
    {"PutCompositeAlarm",
     {creates(kAlarms).keys(alarm_action_keys), also("cloudwatch:TagResource").when("Tags")},
     put_alarm},
};

}  // namespace

std::span<const Operation> composite_alarm_operations() {
  return kOperations;
}

}  // namespace account::cloudwatch
