#include "services/cloudwatch/metric.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/encoding.h"
#include "crypto/digest.h"

namespace account::cloudwatch {
namespace {

constexpr std::string_view kMetric = "cloudwatch.metric";
constexpr char kEnd = '\n';  // stands in no namespace
constexpr size_t kKeyBytes = 16;

std::string id_of(const Metric& metric) {
  return fmt::format("{}{}{}{}{}", metric.space, kEnd, metric.name, kEnd, metric.key());
}

}  // namespace

Metric Metric::read(const json::Value& metric, std::string_view space) {
  Metric read{
      std::string(metric.string_or("Namespace", space)), std::string(metric.string_or("MetricName", "")), {}};
  const json::Value* dimensions = metric.find("Dimensions");
  if (dimensions) read.dimensions = dimensions->as_array();
  std::sort(read.dimensions.begin(), read.dimensions.end(), [](const json::Value& a, const json::Value& b) {
    return a.string_or("Name", "") < b.string_or("Name", "");
  });
  return read;
}

std::string Metric::key() const {
  json::Array parts{space, name};
  for (const json::Value& dimension : dimensions) {
    parts.emplace_back(dimension.string_or("Name", ""));
    parts.emplace_back(dimension.string_or("Value", ""));
  }
  return base::hex(crypto::sha256(json::dump(parts)).substr(0, kKeyBytes));
}

Metric metric_of(const Input& input) {
  return Metric::read(json::Object{{"Namespace", input.text("Namespace")},
                                   {"MetricName", input.text("MetricName")},
                                   {"Dimensions", input.list("Dimensions")}});
}

std::vector<Entry> metrics_of(const State& state, std::string_view space, std::string_view name) {
  std::string prefix = space.empty() ? "" : fmt::format("{}{}", space, kEnd);
  if (!space.empty() && !name.empty()) prefix += fmt::format("{}{}", name, kEnd);
  std::vector<Entry> metrics = state.list(kMetric, {.prefix = prefix});
  std::erase_if(metrics, [&](const Entry& metric) {
    return !name.empty() && metric.value.string_or("MetricName", "") != name;
  });
  return metrics;
}

std::optional<int64_t> newest_of(const State& state, const Metric& metric) {
  auto record = state.get(kMetric, id_of(metric));
  if (!record) return std::nullopt;
  return record->int_or("Newest", 0);
}

void keep_newest(State& state, const Metric& metric, int64_t time) {
  if (auto newest = newest_of(state, metric); newest && *newest >= time) return;
  state.put(kMetric, id_of(metric),
            json::Object{{"Namespace", metric.space},
                         {"MetricName", metric.name},
                         {"Dimensions", metric.dimensions},
                         {"Newest", time}});
}

}  // namespace account::cloudwatch
