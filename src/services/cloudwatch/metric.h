// Metrics: what data points belong to. A metric is made by its first data point and is its namespace, its name and its
// dimensions, in whatever order they come.
//
// Records of metrics: {Namespace, MetricName, Dimensions; Newest: the time of its newest data point, in ms}, by
// NAMESPACE, MetricName and key, so that those of a namespace stand together.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "account/call/operation.h"
#include "account/record/state.h"
#include "base/clock.h"
#include "base/json.h"

namespace account::cloudwatch {

struct Metric {
  std::string space;  // Namespace
  std::string name;
  json::Array dimensions;  // {Name, Value}, by name

  // Of {Namespace, MetricName, Dimensions}.
  static Metric read(const json::Value& metric, std::string_view space = "");

  std::string key() const;  // of fixed length, without a slash
  bool operator==(const Metric& other) const = default;
};

// That of a call which names one by Namespace, MetricName and Dimensions.
Metric metric_of(const Input& input);

// Of a namespace, or all where it is empty.
std::vector<Entry> metrics_of(const State& state, std::string_view space, std::string_view name);
// nullopt: it has no data.
std::optional<int64_t> newest_of(const State& state, const Metric& metric);
void keep_newest(State& state, const Metric& metric, int64_t time);

}  // namespace account::cloudwatch
