// Statistics: what is told of the values of a data point.
//
// Source: Amazon CloudWatch User Guide, "CloudWatch statistics definitions". Percentiles, and all that trims values,
// need the values themselves: of data that came as sets of statistics they are not known.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/cloudwatch/datapoint.h"

namespace account::cloudwatch {

// What is trimmed: by shares of the values, or by the values themselves.
struct Bounds {
  std::optional<double> low = {}, high = {};
  bool is_percent = true;
};

class Statistic {
 public:
  // Average, p99.9, tm90, TM(10%:90%), PR(:300), IQM. nullopt: there is none such.
  static std::optional<Statistic> parse(std::string_view text);

  // nullopt: it cannot be told.
  std::optional<double> of(const Datapoint& point) const;
  // How many values a percentile wants to mean anything; 0: it is none.
  double wanted_count() const;
  bool is_plain() const { return kind_ <= Kind::greatest; }  // one of Statistics, not of ExtendedStatistics

 private:
  enum class Kind {
    count,
    average,
    sum,
    least,
    greatest,
    percentile,
    trimmed_mean,
    winsorized_mean,
    trimmed_count,
    trimmed_sum,
    rank
  };

  static std::optional<Statistic> parse_short(std::string_view text);
  double of_trimmed(const Datapoint& point) const;

  Kind kind_ = Kind::average;
  Bounds bounds_ = {};
};

}  // namespace account::cloudwatch
