// The functions of metric math.
#include <algorithm>
#include <cmath>
#include <limits>

#include "services/cloudwatch/expression.h"

namespace account::cloudwatch {
namespace {

constexpr double kMsOfSecond = 1000;

using Arguments = std::vector<Operand>;

tl::unexpected<base::Error> refuse(std::string_view function, std::string_view why) {
  return base::fail(base::ErrorKind::invalid, "{}: {}", function, why);
}

// --- of each value --------------------------------------------------------------------------------------------------

base::Result<Operand> for_each(const Operand& of, double (*function)(double)) {
  return combine(of, 0.0, [function](double value, double) { return function(value); });
}

// --- of many values one ---------------------------------------------------------------------------------------------

struct Summary {
  std::string_view name;
  double (*of)(const std::vector<double>& values);
};
double sum_of(const std::vector<double>& values) {
  double sum = 0;
  for (double value : values) sum += value;
  return sum;
}
constexpr Summary kSummaries[] = {
    {"SUM", sum_of},
    {"AVG",
     [](const std::vector<double>& values) { return sum_of(values) / static_cast<double>(values.size()); }},
    {"MIN",
     [](const std::vector<double>& values) { return *std::min_element(values.begin(), values.end()); }},
    {"MAX",
     [](const std::vector<double>& values) { return *std::max_element(values.begin(), values.end()); }},
};

// Of a series a number; of a list a series of what its series have at each time.
base::Result<Operand> summarize(const Summary& summary, const Operand& of) {
  if (const auto* series = std::get_if<Series>(&of)) {
    std::vector<double> values;
    for (auto [time, value] : *series) values.push_back(value);
    return values.empty() ? 0.0 : summary.of(values);
  }
  const auto* list = std::get_if<std::vector<Series>>(&of);
  if (!list) return refuse(summary.name, "it wants a time series or a list of them");
  std::map<int64_t, std::vector<double>> by_time;
  for (const Series& series : *list)
    for (auto [time, value] : series) by_time[time].push_back(value);
  Series result;
  for (const auto& [time, values] : by_time) result[time] = summary.of(values);
  return result;
}

// --- of a series another --------------------------------------------------------------------------------------------

// What stands between two values that are known, on the line that joins them.
void fill_line(Series& filled, const Series& known, const Range& range) {
  for (int64_t time = range.begin; time < range.end; time += range.period) {
    auto after = known.lower_bound(time);
    if (after == known.end() || after == known.begin() || after->first == time) continue;
    auto before = std::prev(after);
    double share =
        static_cast<double>(time - before->first) / static_cast<double>(after->first - before->first);
    filled[time] = before->second + share * (after->second - before->second);
  }
}

base::Result<Operand> fill(const Arguments& arguments, const Range& range) {
  const auto* series = std::get_if<Series>(&arguments[0]);
  if (!series) return refuse("FILL", "it wants a time series");
  Series filled = *series;
  const auto* word = std::get_if<std::string>(&arguments[1]);
  if (word && *word == "LINEAR") {
    fill_line(filled, *series, range);
    return filled;
  }
  const auto* number = std::get_if<double>(&arguments[1]);
  const auto* other = std::get_if<Series>(&arguments[1]);
  if (!number && !other && !(word && *word == "REPEAT"))
    return refuse("FILL", "it fills by a number, a time series, REPEAT or LINEAR");
  std::optional<double> last;
  for (int64_t time = range.begin; time < range.end; time += range.period) {
    if (auto known = series->find(time); known != series->end()) {
      last = known->second;
    } else if (number) {
      filled[time] = *number;
    } else if (other) {
      if (auto found = other->find(time); found != other->end()) filled[time] = found->second;
    } else if (last) {
      filled[time] = *last;
    }
  }
  return filled;
}

// What each value has changed since the one before: as such, or for each second.
base::Result<Operand> change(const Arguments& arguments, bool is_rate) {
  const auto* series = std::get_if<Series>(&arguments[0]);
  if (!series) return refuse(is_rate ? "RATE" : "DIFF", "it wants a time series");
  Series result;
  for (auto it = series->begin(); it != series->end(); ++it) {
    if (it == series->begin()) continue;
    auto before = std::prev(it);
    double seconds = static_cast<double>(it->first - before->first) / kMsOfSecond;
    result[it->first] = (it->second - before->second) / (is_rate ? seconds : 1);
  }
  return result;
}

base::Result<Operand> running_sum(const Arguments& arguments) {
  const auto* series = std::get_if<Series>(&arguments[0]);
  if (!series) return refuse("RUNNING_SUM", "it wants a time series");
  Series result;
  double sum = 0;
  for (auto [time, value] : *series) result[time] = sum += value;
  return result;
}

// IF(condition, then, otherwise): at each time of the condition; without `otherwise` there is nothing then.
base::Result<Operand> choose(const Arguments& arguments) {
  const auto* always = std::get_if<double>(&arguments[0]);
  if (always && arguments.size() == 3) return arguments[*always != 0 ? 1 : 2];
  const auto* condition = std::get_if<Series>(&arguments[0]);
  if (!condition) return refuse("IF", "its condition is to be a time series");
  Series result;
  for (auto [time, value] : *condition) {
    size_t taken = value != 0 ? 1 : 2;
    if (taken >= arguments.size()) continue;
    if (const auto* number = std::get_if<double>(&arguments[taken])) result[time] = *number;
    const auto* series = std::get_if<Series>(&arguments[taken]);
    if (!series) continue;
    if (auto found = series->find(time); found != series->end()) result[time] = found->second;
  }
  return result;
}

// --- of all metrics -------------------------------------------------------------------------------------------------

base::Result<Operand> metrics(const Arguments& arguments, const Sources& sources) {
  std::string part;
  if (!arguments.empty()) {
    const auto* text = std::get_if<std::string>(&arguments[0]);
    if (!text) return refuse("METRICS", "it wants a text");
    part = *text;
  }
  std::vector<Series> found;
  for (const std::string& id : sources.metrics)
    if (id.find(part) != id.npos) found.push_back(TRY(sources.find(id)));
  return found;
}

struct Known {
  std::string_view name;
  size_t fewest, most;
};
constexpr Known kKnown[] = {{"ABS", 1, 1},         {"AVG", 1, 1},   {"CEIL", 1, 1},   {"DIFF", 1, 1},
                            {"FILL", 2, 2},        {"FLOOR", 1, 1}, {"IF", 2, 3},     {"MAX", 1, 1},
                            {"METRICS", 0, 1},     {"MIN", 1, 1},   {"PERIOD", 1, 1}, {"RATE", 1, 1},
                            {"RUNNING_SUM", 1, 1}, {"SUM", 1, 1}};

}  // namespace

base::Result<Operand> apply_function(std::string_view name, const Arguments& arguments,
                                     const Sources& sources) {
  auto known =
      std::find_if(std::begin(kKnown), std::end(kKnown), [&](const Known& one) { return one.name == name; });
  if (known == std::end(kKnown)) return refuse(name, "there is no such function, or it is not simulated");
  if (arguments.size() < known->fewest || arguments.size() > known->most)
    return refuse(name, "it takes another number of arguments");
  for (const Summary& summary : kSummaries)
    if (summary.name == name) return summarize(summary, arguments[0]);
  if (name == "ABS") return for_each(arguments[0], [](double value) { return std::abs(value); });
  if (name == "CEIL") return for_each(arguments[0], [](double value) { return std::ceil(value); });
  if (name == "FLOOR") return for_each(arguments[0], [](double value) { return std::floor(value); });
  if (name == "FILL") return fill(arguments, sources.range);
  if (name == "IF") return choose(arguments);
  if (name == "PERIOD") return static_cast<double>(sources.range.period) / kMsOfSecond;
  if (name == "METRICS") return metrics(arguments, sources);
  if (name == "RUNNING_SUM") return running_sum(arguments);
  return change(arguments, name == "RATE");
}

}  // namespace account::cloudwatch
