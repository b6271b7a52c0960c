// What was measured in some stretch of time: how many values, their sum, the least and the greatest, and the values
// themselves, as long as they are known. Such things add up to those of longer stretches.
//
// Records of data points: by KEY/TIME/UNIT, each of the second or minute in which it was measured. They are kept for
// 455 days; what is older goes as new ones come (User Guide, "Metrics retention").
#pragma once

#include <limits>
#include <map>
#include <string>
#include <string_view>

#include "account/record/state.h"
#include "base/clock.h"
#include "base/json.h"
#include "services/cloudwatch/metric.h"

namespace account::cloudwatch {

struct Datapoint {
  double count = 0;
  double sum = 0;
  double least = std::numeric_limits<double>::infinity();
  double greatest = -std::numeric_limits<double>::infinity();
  std::map<double, double> values = {};  // how often each was measured
  bool has_values = true;                // false: some came as a set of statistics

  void add(double value, double times);
  void add(const Datapoint& other);
};

// From Value, Values and Counts, or StatisticValues of an entry that was checked.
Datapoint read_datapoint(const json::Value& entry);

void keep_datapoint(State& state, const Metric& metric, int64_t time, std::string_view unit,
                    const Datapoint& point, base::Time now);

// Stretches of `period` ms from `begin` on, until before `end`; by when each begins, and by unit where `by_unit`.
struct Range {
  int64_t begin;
  int64_t end;
  int64_t period;
};
struct Place {
  int64_t time;
  std::string unit;  // empty: of all units together
  auto operator<=>(const Place&) const = default;
};
// `unit`: that alone; empty: any. What is too old for such short stretches is left out, as AWS leaves it out.
std::map<Place, Datapoint> gather(const State& state, const Metric& metric, const Range& range,
                                  std::string_view unit, bool by_unit, base::Time now);

}  // namespace account::cloudwatch
