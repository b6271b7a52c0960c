// Alarms as they are shown.
//
// Source: API Reference, DescribeAlarms, DescribeAlarmsForMetric.
#include <algorithm>

#include "account/record/index.h"
#include "account/record/paging.h"
#include "services/cloudwatch/alarm.h"
#include "services/cloudwatch/cloudwatch.h"
#include "services/cloudwatch/errors.h"
#include "services/cloudwatch/metric.h"

namespace account::cloudwatch {
namespace {

constexpr int64_t kMostListed = 50;
constexpr std::string_view kFilters[] = {"AlarmNames",  "AlarmNamePrefix",     "AlarmTypes",
                                         "StateValue",  "ChildrenOfAlarmName", "ParentsOfAlarmName",
                                         "ActionPrefix"};

// --- which ----------------------------------------------------------------------------------------------------------

bool has_action(const json::Value& alarm, const std::string& prefix) {
  for (std::string_view member : {"OKActions", "AlarmActions", "InsufficientDataActions"})
    for (const std::string& action : alarm.strings_at(member))
      if (action.starts_with(prefix)) return true;
  return prefix.empty();
}

// Of metric alarms alone, where nothing is said.
bool is_of_types(const json::Value& alarm, const std::vector<std::string>& types) {
  std::string_view type = alarm.string_or("_Type", "");
  if (types.empty()) return type == kMetricAlarm;
  return std::find(types.begin(), types.end(), type) != types.end();
}

std::vector<Entry> named(const State& state, const std::vector<std::string>& names) {
  std::vector<Entry> alarms;
  for (const std::string& name : names)
    if (auto alarm = find(state, kAlarms, name)) alarms.push_back({name, std::move(*alarm)});
  return alarms;
}

// Those above or below one in the rules of composite alarms: little is told of them.
std::vector<Entry> relatives(const State& state, const std::string& parent, const std::string& child) {
  std::vector<Entry> alarms;
  if (!child.empty()) alarms = parents_of(state, child);
  auto composite = parent.empty() ? std::nullopt : find(state, kAlarms, parent);
  if (composite) alarms = named(state, composite->strings_at("_Children"));
  for (Entry& alarm : alarms) {
    Object brief;
    for (std::string_view member : {"AlarmName", "AlarmArn", "_Type"})
      brief.set_if(member, alarm.value.find(member));
    for (std::string_view member : {"StateValue", "StateUpdatedTimestamp"})
      if (child.empty()) brief.set_if(member, alarm.value.find(member));
    alarm.value = std::move(brief);
  }
  return alarms;
}

aws::Result<void> check_filters(const Input& in) {
  for (std::string_view alone : {"ChildrenOfAlarmName", "ParentsOfAlarmName"})
    for (std::string_view other : kFilters)
      if (other != alone && in.has(alone) && in.has(other))
        return invalid(fmt::format("{} cannot be combined with {}.", alone, other));
  if (in.has("AlarmNames") && in.has("AlarmNamePrefix"))
    return invalid("AlarmNames and AlarmNamePrefix are mutually exclusive and you have specified both.");
  return {};
}

aws::Result<std::vector<Entry>> wanted_alarms(const Call& call) {
  const Input& in = call.input;
  TRY(check_filters(in));
  std::string parent = in.text("ChildrenOfAlarmName"), child = in.text("ParentsOfAlarmName");
  if (!parent.empty() || !child.empty()) return relatives(call.state, parent, child);
  std::vector<Entry> alarms = in.has("AlarmNames")
                                  ? named(call.state, in.texts("AlarmNames"))
                                  : call.state.list(kAlarms.name, {.prefix = in.text("AlarmNamePrefix")});
  std::string state = in.text("StateValue"), action = in.text("ActionPrefix");
  std::vector<std::string> types = in.texts("AlarmTypes");
  std::erase_if(alarms, [&](const Entry& alarm) {
    bool is_in_state = state.empty() || alarm.value.string_or("StateValue", "") == state;
    return !is_in_state || !is_of_types(alarm.value, types) || !has_action(alarm.value, action);
  });
  return alarms;
}

// --- shown ----------------------------------------------------------------------------------------------------------

Output describe_alarms(Call& call) {
  std::vector<Entry> alarms = TRY(wanted_alarms(call));
  // Metric alarms stand before composite ones, on pages as in the answer.
  for (Entry& alarm : alarms) alarm.id.insert(0, is_composite(alarm.value) ? "2" : "1");
  Page page = TRY(take_page(std::move(alarms), call.input.text("NextToken"),
                            call.input.number("MaxRecords", kMostListed),
                            aws::Error("InvalidNextToken", 400, "The next token specified is invalid.")));
  json::Array metric, composite;
  for (const Entry& alarm : page.entries)
    (is_composite(alarm.value) ? composite : metric).push_back(shown_alarm(alarm.value));
  Object output{{"MetricAlarms", std::move(metric)},
                {"CompositeAlarms", std::move(composite)},
                {"LogAlarms", json::Array()}};  // there are none here
  if (!page.next.empty()) output.set("NextToken", page.next);
  return output;
}

// Those on the metric alone: not those on expressions over it.
Output describe_alarms_for_metric(Call& call) {
  const Input& in = call.input;
  json::Array shown;
  for (const Entry& alarm : find_through(call.state, kAlarms, "_Metrics", metric_of(in).key())) {
    bool is_wanted = alarm.value.find("MetricName") != nullptr;
    for (std::string_view member : {"Statistic", "ExtendedStatistic", "Unit", "Period"}) {
      const json::Value* wanted = in.find(member);
      const json::Value* is = alarm.value.find(member);
      is_wanted = is_wanted && (!wanted || (is && *is == *wanted));
    }
    if (is_wanted) shown.push_back(shown_alarm(alarm.value));
  }
  return Object{{"MetricAlarms", std::move(shown)}};
}

constexpr RecordKind all_alarms() {
  RecordKind kind = kAlarms;
  kind.locate = locate_all_alarms;
  kind.absent_code = "";
  return kind;
}
constexpr RecordKind kAllAlarms = all_alarms();

constexpr Operation kOperations[] = {
    {"DescribeAlarms", {on(kAllAlarms, "AlarmNamePrefix")}, describe_alarms},
    {"DescribeAlarmsForMetric", {any()}, describe_alarms_for_metric},
};

}  // namespace

std::span<const Operation> describe_operations() {
  return kOperations;
}

}  // namespace account::cloudwatch
