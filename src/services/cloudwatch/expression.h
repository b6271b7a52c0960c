// Metric math: expressions over time series.
//
//   m1 / m2 * 100      SUM(METRICS())      IF(FILL(m1, 0) > 5, m1, m2)      SUM([m1, m2])
//
// Source: Amazon CloudWatch User Guide, "Using math expressions with CloudWatch metrics". Numbers, names of other
// queries, + - * / ^, comparisons, AND, OR, and the functions of expression_functions.cpp are known; all else is
// refused.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "services/cloudwatch/datapoint.h"

namespace account::cloudwatch {

using Series = std::map<int64_t, double>;  // by ms
// A word is an argument such as REPEAT.
using Operand = std::variant<double, Series, std::vector<Series>, std::string>;

// What an expression can look at.
struct Sources {
  std::function<base::Result<Series>(std::string_view id)> find;
  std::vector<std::string> metrics;  // ids of the queries that are no expressions
  Range range;
};

// Error: invalid, and what of it is not understood.
base::Result<Operand> compute(std::string_view expression, const Sources& sources);

base::Result<Operand> apply_function(std::string_view name, const std::vector<Operand>& arguments,
                                     const Sources& sources);
// Each of one with each of the other at the same time; a number goes with all.
base::Result<Operand> combine(const Operand& one, const Operand& other,
                              const std::function<double(double, double)>& function);

}  // namespace account::cloudwatch
