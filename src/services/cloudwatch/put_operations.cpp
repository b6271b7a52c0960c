// Data points come in, and wake the alarms that watch their metrics.
//
// Source: API Reference, PutMetricData, MetricDatum.
#include <cmath>
#include <set>

#include "services/cloudwatch/alarm.h"
#include "services/cloudwatch/cloudwatch.h"
#include "services/cloudwatch/datapoint.h"
#include "services/cloudwatch/errors.h"
#include "services/cloudwatch/evaluation.h"

namespace account::cloudwatch {
namespace {

constexpr size_t kMostEntries = 1000;
constexpr size_t kMostValues = 150;
constexpr double kGreatest = 0x1p360;
constexpr auto kOldest = std::chrono::hours(24 * 14);
constexpr auto kFarthest = std::chrono::hours(2);
constexpr int64_t kMinute = 60'000, kSecond = 1000;
constexpr std::string_view kExclusive[] = {"Value", "Values", "StatisticValues"};

struct Given {
  const json::Value& value;
  std::string path;  // MetricData.member.1

  std::string at(std::string_view member) const { return fmt::format("{}.{}", path, member); }
};

// --- what is taken --------------------------------------------------------------------------------------------------

aws::Result<void> check_number(const json::Value& number, const std::string& name) {
  double value = number.as_double();
  if (std::isfinite(value) && std::abs(value) <= kGreatest) return {};
  return invalid_value(fmt::format("The value {} for parameter {} is invalid.", value, name));
}

aws::Result<void> check_statistics(const Given& entry, const json::Value& set) {
  for (std::string_view member : {"SampleCount", "Sum", "Minimum", "Maximum"})
    TRY(check_number(*set.find(member), fmt::format("{}.{}", entry.at("StatisticValues"), member)));
  if (set.find("SampleCount")->as_double() <= 0)
    return invalid_value(fmt::format("The value for parameter {}.SampleCount must be greater than zero.",
                                     entry.at("StatisticValues")));
  if (set.find("Minimum")->as_double() > set.find("Maximum")->as_double())
    return invalid_value(
        fmt::format("The parameter {}.Maximum must not be less than Minimum.", entry.at("StatisticValues")));
  return {};
}

aws::Result<void> check_list(const Given& entry, std::string_view member) {
  const json::Value* list = entry.value.find(member);
  if (!list) return {};
  size_t size = list->as_array().size();
  if (size == 0 || size > kMostValues)
    return invalid_value(
        fmt::format("The collection {} must have a size of 1 to {}.", entry.at(member), kMostValues));
  for (const json::Value& number : list->as_array()) TRY(check_number(number, entry.at(member)));
  return {};
}

aws::Result<void> check_values(const Given& entry) {
  std::string_view given;
  for (std::string_view member : kExclusive) {
    if (!entry.value.find(member)) continue;
    if (!given.empty())
      return invalid_combination(
          fmt::format("The parameters {} and {} are mutually exclusive and you have specified both.",
                      entry.at(given), entry.at(member)));
    given = member;
  }
  if (given.empty()) return missing(entry.at("Value"));
  if (given == "Value") TRY(check_number(*entry.value.find("Value"), entry.at("Value")));
  if (given == "StatisticValues") TRY(check_statistics(entry, *entry.value.find("StatisticValues")));
  TRY(check_list(entry, "Values"));
  TRY(check_list(entry, "Counts"));
  const json::Value* counts = entry.value.find("Counts");
  const json::Value* values = entry.value.find("Values");
  if (counts && (!values || counts->as_array().size() != values->as_array().size()))
    return invalid_value(fmt::format("The parameters {} and {} must be of the same size.", entry.at("Values"),
                                     entry.at("Counts")));
  return {};
}

aws::Result<void> check_dimensions(const Given& entry) {
  const json::Value* dimensions = entry.value.find("Dimensions");
  if (!dimensions) return {};
  std::set<std::string_view> names;
  for (const json::Value& dimension : dimensions->as_array()) {
    std::string_view name = dimension.string_or("Name", "");
    if (name.starts_with(':') || !names.insert(name).second)
      return invalid_value(
          fmt::format("The value {} for parameter {} is invalid.", name, entry.at("Dimensions.member.Name")));
  }
  return {};
}

aws::Result<void> check_entry(const Call& call, const Given& entry) {
  TRY(check_values(entry));
  TRY(check_dimensions(entry));
  base::Time time = base::from_ms(entry.value.int_or("Timestamp", base::to_ms(call.now)));
  if (time < call.now - kOldest || time > call.now + kFarthest)
    return invalid_value(
        fmt::format("The parameter {} must specify a time no older than two weeks and no more than two hours "
                    "in the future.",
                    entry.at("Timestamp")));
  int64_t resolution = entry.value.int_or("StorageResolution", 60);
  if (resolution == 1 || resolution == 60) return {};
  return invalid_value(fmt::format("The parameter {} must be 1 or 60.", entry.at("StorageResolution")));
}

// Those of entities, too: what a metric belongs to is told by no operation.
std::vector<Given> entries_of(const Call& call) {
  std::vector<Given> entries;
  auto add = [&](const json::Array& list, const std::string& path) {
    for (const json::Value& value : list)
      entries.push_back({value, fmt::format("{}.member.{}", path, entries.size() + 1)});
  };
  add(call.input.list("MetricData"), "MetricData");
  for (const json::Value& entity : call.input.list("EntityMetricData"))
    if (const json::Value* data = entity.find("MetricData"))
      add(data->as_array(), "EntityMetricData.MetricData");
  return entries;
}

// --- what comes of it -----------------------------------------------------------------------------------------------

Output put_data(Call& call) {
  std::string space = call.input.text("Namespace");
  if (space.starts_with("AWS/"))
    return invalid_value(
        fmt::format("The value {} for parameter Namespace is invalid: AWS/ is reserved.", space));
  std::vector<Given> entries = entries_of(call);
  if (entries.empty()) return missing("MetricData");
  if (entries.size() > kMostEntries)
    return invalid_value(
        fmt::format("The collection MetricData must not have a size greater than {}.", kMostEntries));
  for (const Given& entry : entries) TRY(check_entry(call, entry));
  std::set<std::string> touched;
  for (const Given& entry : entries) {
    Metric metric = Metric::read(entry.value, space);
    int64_t time = entry.value.int_or("Timestamp", base::to_ms(call.now));
    time -= time % (entry.value.int_or("StorageResolution", 60) == 1 ? kSecond : kMinute);
    keep_datapoint(call.state, metric, time, entry.value.string_or("Unit", "None"),
                   read_datapoint(entry.value), call.now);
    touched.insert(metric.key());
  }
  for (const std::string& key : touched) wake_alarms(call, key);
  return Object{};
}

void namespace_key(const Call& call, const json::Value*, policy::Context& context) {
  context.set("cloudwatch:namespace", call.input.text("Namespace"));
}

constexpr Operation kOperations[] = {
    {"PutMetricData", {any().keys(namespace_key)}, put_data},
};

}  // namespace

std::span<const Operation> put_operations() {
  return kOperations;
}

}  // namespace account::cloudwatch
