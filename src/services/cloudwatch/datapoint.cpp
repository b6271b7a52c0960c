#include "services/cloudwatch/datapoint.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace account::cloudwatch {
namespace {

constexpr std::string_view kDatapoint = "cloudwatch.datapoint";
constexpr size_t kBatch = 1000;
constexpr size_t kGoingAtOnce = 2;  // of what is too old, for each that comes
constexpr int64_t kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;
constexpr int64_t kOldest = 455 * kDay;

// How short a stretch may be of what is so old (API Reference, GetMetricStatistics, Period).
struct Age {
  int64_t older_than;
  int64_t shortest;
};
constexpr Age kAges[] = {{63 * kDay, kHour}, {15 * kDay, 5 * kMinute}, {3 * kHour, kMinute}};

bool is_told(int64_t time, int64_t period, int64_t now) {
  if (time < now - kOldest) return false;
  for (const Age& age : kAges)
    if (time < now - age.older_than) return period % age.shortest == 0;
  return true;
}

std::string prefix_of(const Metric& metric) {
  return metric.key() + "/";
}
std::string time_text(int64_t time) {
  return fmt::format("{:015}", std::max<int64_t>(time, 0));
}

struct Id {
  int64_t time;
  std::string_view unit;
};
Id read_id(std::string_view id) {
  auto parts = base::split(id, '/');
  std::string_view unit = id.substr(parts[0].size() + parts[1].size() + 2);
  return {base::parse_int(parts[1]).value_or(0), unit};
}

json::Value record_of(const Datapoint& point) {
  json::Object record{
      {"Count", point.count}, {"Sum", point.sum}, {"Least", point.least}, {"Greatest", point.greatest}};
  if (!point.has_values) return record;
  json::Array values;
  for (auto [value, times] : point.values) {
    json::Array pair{value, times};
    values.emplace_back(std::move(pair));
  }
  record.set("Values", std::move(values));
  return record;
}

double number_at(const json::Value& record, std::string_view member) {
  const json::Value* value = record.find(member);
  return value && value->is_number() ? value->as_double() : 0;
}

Datapoint point_of(const json::Value& record) {
  Datapoint point{number_at(record, "Count"), number_at(record, "Sum"), number_at(record, "Least"),
                  number_at(record, "Greatest")};
  const json::Value* values = record.find("Values");
  point.has_values = values != nullptr;
  if (!values) return point;
  for (const json::Value& pair : values->as_array())
    point.values[pair.as_array()[0].as_double()] = pair.as_array()[1].as_double();
  return point;
}

Datapoint of_statistics(const json::Value& set) {
  Datapoint point{number_at(set, "SampleCount"), number_at(set, "Sum"), number_at(set, "Minimum"),
                  number_at(set, "Maximum")};
  // Of one value, or of equal ones, the values are known all the same.
  point.has_values = point.count == 1 || point.least == point.greatest;
  if (point.has_values) point.values[point.least] = point.count;
  return point;
}

void erase_oldest(State& state, const std::string& prefix, int64_t now) {
  for (const std::string& id : state.ids(kDatapoint, {.prefix = prefix, .limit = kGoingAtOnce}))
    if (read_id(id).time < now - kOldest) state.erase(kDatapoint, id);
}

}  // namespace

void Datapoint::add(double value, double times) {
  count += times;
  sum += value * times;
  least = std::min(least, value);
  greatest = std::max(greatest, value);
  values[value] += times;
}

void Datapoint::add(const Datapoint& other) {
  count += other.count;
  sum += other.sum;
  least = std::min(least, other.least);
  greatest = std::max(greatest, other.greatest);
  has_values = has_values && other.has_values;
  for (auto [value, times] : other.values) values[value] += times;
}

Datapoint read_datapoint(const json::Value& entry) {
  if (const json::Value* set = entry.find("StatisticValues")) return of_statistics(*set);
  Datapoint point;
  const json::Value* values = entry.find("Values");
  if (!values) {
    point.add(number_at(entry, "Value"), 1);
    return point;
  }
  const json::Value* counts = entry.find("Counts");
  for (size_t i = 0; i < values->as_array().size(); ++i)
    point.add(values->as_array()[i].as_double(), counts ? counts->as_array()[i].as_double() : 1);
  return point;
}

void keep_datapoint(State& state, const Metric& metric, int64_t time, std::string_view unit,
                    const Datapoint& point, base::Time now) {
  std::string prefix = prefix_of(metric);
  std::string id = fmt::format("{}{}/{}", prefix, time_text(time), unit);
  Datapoint kept = point;
  if (auto before = state.get(kDatapoint, id)) kept.add(point_of(*before));
  state.put(kDatapoint, id, record_of(kept));
  keep_newest(state, metric, time);
  erase_oldest(state, prefix, base::to_ms(now));
}

std::map<Place, Datapoint> gather(const State& state, const Metric& metric, const Range& range,
                                  std::string_view unit, bool by_unit, base::Time now) {
  std::map<Place, Datapoint> gathered;
  std::string prefix = prefix_of(metric);
  std::string after = prefix + time_text(range.begin);
  while (true) {
    std::vector<Entry> batch = state.list(kDatapoint, {.prefix = prefix, .after = after, .limit = kBatch});
    for (const Entry& entry : batch) {
      Id id = read_id(entry.id);
      if (id.time >= range.end) return gathered;
      if (!unit.empty() && id.unit != unit) continue;
      if (!is_told(id.time, range.period, base::to_ms(now))) continue;
      int64_t begin = range.begin + (id.time - range.begin) / range.period * range.period;
      gathered[{begin, by_unit ? std::string(id.unit) : std::string()}].add(point_of(entry.value));
    }
    if (batch.size() < kBatch) return gathered;
    after = batch.back().id;
  }
}

}  // namespace account::cloudwatch
