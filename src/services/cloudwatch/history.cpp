#include "services/cloudwatch/history.h"

#include <fmt/core.h>

#include <algorithm>

#include "account/call/facilities.h"
#include "account/record/paging.h"
#include "base/text.h"
#include "services/cloudwatch/alarm.h"
#include "services/cloudwatch/cloudwatch.h"
#include "services/cloudwatch/errors.h"
#include "services/cloudwatch/texts.h"

namespace account::cloudwatch {
namespace {

// By TIME/SEQUENCE, so that the store's order is that of the items: as DescribeAlarmHistory shows them.
constexpr std::string_view kHistory = "cloudwatch.history";
constexpr auto kKept = std::chrono::hours(24 * 30);
constexpr size_t kGoingAtOnce = 2;
constexpr size_t kMostData = 4095, kMostSummary = 255;
constexpr int64_t kMostListed = 100;

std::string time_prefix(base::Time time) {
  return fmt::format("{:015}/", base::to_ms(time));
}

void keep(State& state, const json::Value& alarm, std::string_view type, std::string summary,
          const json::Value& data, base::Time now) {
  for (const std::string& id : state.ids(kHistory, {.limit = kGoingAtOnce}))
    if (id < time_prefix(now - kKept)) state.erase(kHistory, id);
  std::string prefix = time_prefix(now);
  size_t before = state.ids(kHistory, {.prefix = prefix}).size();
  std::string text = json::dump(data);
  json::Object item{{"AlarmName", alarm.string_or("AlarmName", "")},
                    {"AlarmType", alarm.string_or("_Type", "")},
                    {"Timestamp", base::to_ms(now)},
                    {"HistoryItemType", type},
                    {"HistorySummary", std::move(summary)}};
  if (text.size() <= kMostData) item.set("HistoryData", std::move(text));
  state.put(kHistory, fmt::format("{}{:06}", prefix, before), item);
}

json::Value state_of(const json::Value& alarm) {
  json::Object state{{"stateValue", alarm.string_or("StateValue", "")},
                     {"stateReason", alarm.string_or("StateReason", "")}};
  if (auto data = json::parse(alarm.string_or("StateReasonData", "")))
    state.set("stateReasonData", std::move(*data));
  return state;
}

// --- listed ---------------------------------------------------------------------------------------------------------

bool is_wanted(const Call& call, const json::Value& item) {
  const Input& in = call.input;
  std::string name = in.text("AlarmName"), type = in.text("HistoryItemType");
  if (!name.empty() && item.string_or("AlarmName", "") != name) return false;
  if (!type.empty() && item.string_or("HistoryItemType", "") != type) return false;
  int64_t time = item.int_or("Timestamp", 0);
  if (time < in.number("StartDate", 0) || time > in.number("EndDate", INT64_MAX)) return false;
  if (in.has("AlarmContributorId")) return false;  // no alarm has contributors here
  std::vector<std::string> types = in.texts("AlarmTypes");
  // Of metric alarms alone, where nothing is said.
  if (types.empty()) return !name.empty() || item.string_or("AlarmType", "") == kMetricAlarm;
  return std::find(types.begin(), types.end(), item.string_or("AlarmType", "")) != types.end();
}

Output describe_history(Call& call) {
  std::vector<Entry> items = call.state.list(kHistory);
  std::erase_if(items, [&](const Entry& item) { return !is_wanted(call, item.value); });
  bool is_ascending = call.input.text("ScanBy") == "TimestampAscending";
  if (!is_ascending) std::reverse(items.begin(), items.end());
  size_t begin = 0;
  if (std::string token = call.input.text("NextToken"); !token.empty()) {
    auto last = base::unbase64url(token);
    if (!last || last->empty()) return refused("InvalidNextToken", "The next token specified is invalid.");
    begin = static_cast<size_t>(std::count_if(items.begin(), items.end(), [&](const Entry& item) {
      return is_ascending ? item.id <= *last : item.id >= *last;
    }));
  }
  size_t end =
      std::min(items.size(), begin + static_cast<size_t>(call.input.number("MaxRecords", kMostListed)));
  json::Array shown;
  for (size_t i = begin; i < end; ++i) shown.push_back(std::move(items[i].value));
  Object output{{"AlarmHistoryItems", std::move(shown)}};
  if (end < items.size()) output.set("NextToken", base::base64url(items[end - 1].id));
  return output;
}

constexpr RecordKind named_or_all() {
  RecordKind kind = kAlarms;
  kind.locate = locate_alarm_or_all;
  kind.absent_code = "";
  return kind;
}
constexpr RecordKind kNamedOrAll = named_or_all();

constexpr Operation kOperations[] = {
    {"DescribeAlarmHistory", {on(kNamedOrAll)}, describe_history},
};

}  // namespace

void keep_configuration_update(State& state, const json::Value& alarm, std::string_view what,
                               base::Time now) {
  std::string type = what == "created" ? "Create" : what == "updated" ? "Update" : "Delete";
  json::Object data{{"version", "1.0"}, {"type", type}, {"updatedAlarm", shown_alarm(alarm)}};
  keep(state, alarm, "ConfigurationUpdate",
       cut(fmt::format("Alarm \"{}\" {}", alarm.string_or("AlarmName", ""), what), kMostSummary), data, now);
}

void keep_state_update(State& state, const json::Value& before, const json::Value& after, base::Time now) {
  json::Object data{{"version", "1.0"}, {"oldState", state_of(before)}, {"newState", state_of(after)}};
  keep(state, after, "StateUpdate",
       fmt::format("Alarm updated from {} to {}", before.string_or("StateValue", ""),
                   after.string_or("StateValue", "")),
       data, now);
}

std::span<const Operation> history_operations() {
  return kOperations;
}

}  // namespace account::cloudwatch
