#include "services/cloudwatch/alarm_events.h"

#include "account/call/service_event.h"
#include "services/cloudwatch/alarm.h"
#include "services/cloudwatch/alarm_queries.h"
#include "services/cloudwatch/texts.h"

namespace account::cloudwatch {
namespace {

constexpr std::string_view kPrincipal = "cloudwatch.amazonaws.com";

const Caller& nobody() {
  static const Caller kNobody{};
  return kNobody;
}

json::Value metric_of_event(const json::Value& stat) {
  const json::Value& metric = *stat.find("Metric");
  Object dimensions;
  if (const json::Value* list = metric.find("Dimensions"))
    for (const json::Value& one : list->as_array())
      dimensions.set(one.string_or("Name", ""), one.string_or("Value", ""));
  return Object{{"metric", Object{{"namespace", metric.string_or("Namespace", "")},
                                  {"name", metric.string_or("MetricName", "")},
                                  {"dimensions", std::move(dimensions)}}},
                {"period", stat.int_or("Period", 0)},
                {"stat", stat.string_or("Stat", "")}};
}

json::Array metrics_of_event(const json::Value& alarm) {
  json::Array metrics;
  for (const json::Value& query : alarm_queries(alarm)) {
    Object metric{{"id", query.string_or("Id", "")}, {"returnData", query.bool_or("ReturnData", true)}};
    if (const json::Value* stat = query.find("MetricStat")) metric.set("metricStat", metric_of_event(*stat));
    for (auto [from, to] : {std::pair("Expression", "expression"), std::pair("Label", "label")})
      metric.set_if(to, query.find(from));
    metrics.emplace_back(std::move(metric));
  }
  return metrics;
}

json::Value configuration_of(const json::Value& alarm) {
  Object configuration;
  for (auto [from, to] : {std::pair("AlarmDescription", "description"), std::pair("AlarmRule", "alarmRule"),
                          std::pair("ActionsSuppressor", "actionsSuppressor")})
    configuration.set_if(to, alarm.find(from));
  if (!is_composite(alarm)) configuration.set("metrics", metrics_of_event(alarm));
  return configuration;
}

json::Value state_of(const json::Value& alarm) {
  Object state{{"value", alarm.string_or("StateValue", "")},
               {"reason", alarm.string_or("StateReason", "")},
               {"timestamp", long_time(base::from_ms(alarm.int_or("StateUpdatedTimestamp", 0)))}};
  state.set_if("reasonData", alarm.find("StateReasonData"));
  return state;
}

void tell_of(const Origin& origin, const json::Value& alarm, std::string_view type, json::Value detail) {
  std::vector<std::string> resources{std::string(alarm.string_or("AlarmArn", ""))};
  tell(origin, {kPrincipal, "aws.cloudwatch", type, std::move(resources), std::move(detail)});
}

}  // namespace

Origin as_cloudwatch(Call& call) {
  return {nobody(), {}, call.state, call.region, call.now, call.facilities, call.bodies};
}

Origin as_cloudwatch(const Due& due, Bodies& bodies) {
  return {nobody(), {}, due.state, due.state.region(), due.now, due.facilities, bodies};
}

void tell_configuration(Call& call, const json::Value& alarm, std::string_view operation) {
  Object detail{{"alarmName", alarm.string_or("AlarmName", "")},
                {"operation", operation},
                {"state", state_of(alarm)},
                {"configuration", configuration_of(alarm)}};
  tell_of(as_cloudwatch(call), alarm, "CloudWatch Alarm Configuration Change", std::move(detail));
}

void tell_state(const Origin& origin, const json::Value& before, const json::Value& after) {
  Object detail{{"alarmName", after.string_or("AlarmName", "")},
                {"state", state_of(after)},
                {"previousState", state_of(before)},
                {"configuration", configuration_of(after)}};
  tell_of(origin, after, "CloudWatch Alarm State Change", std::move(detail));
}

}  // namespace account::cloudwatch
