#include "services/cloudwatch/queries.h"

#include <algorithm>
#include <set>

#include "services/cloudwatch/errors.h"
#include "services/cloudwatch/period.h"
#include "services/cloudwatch/statistic.h"

namespace account::cloudwatch {
namespace {

constexpr int64_t kMsOfSecond = 1000;
constexpr int64_t kDefaultPeriod = 60 * kMsOfSecond;
constexpr int64_t kMostDatapoints = 100'800;  // of what an expression makes

// --- what is taken --------------------------------------------------------------------------------------------------

bool is_id(std::string_view id) {
  auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  return !id.empty() && is_lower(id[0]) && std::all_of(id.begin(), id.end(), [&](char c) {
    return is_lower(c) || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

aws::Result<void> check_metric(const json::Value& stat, const std::string& path) {
  const json::Value& metric = *stat.find("Metric");
  if (metric.string_or("Namespace", "").empty()) return missing(path + ".MetricStat.Metric.Namespace");
  if (metric.string_or("MetricName", "").empty()) return missing(path + ".MetricStat.Metric.MetricName");
  if (!is_period(stat.int_or("Period", 0)))
    return invalid(fmt::format(
        "The parameter {}.MetricStat.Period must be 1, 5, 10, 20, 30 or a multiple of 60.", path));
  if (Statistic::parse(stat.string_or("Stat", ""))) return {};
  return invalid(fmt::format("The value {} for parameter {}.MetricStat.Stat is not supported.",
                             stat.string_or("Stat", ""), path));
}

aws::Result<void> check_query(const json::Value& query, const std::string& path) {
  const json::Value* stat = query.find("MetricStat");
  bool is_expression = query.find("Expression") != nullptr;
  if (!is_id(query.string_or("Id", "")))
    return invalid(fmt::format(
        "The value {} for parameter {}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.",
        query.string_or("Id", ""), path));
  if ((stat != nullptr) == is_expression)
    return invalid_combination(fmt::format(
        "Exactly one of the parameters {}.MetricStat and {}.Expression must be specified.", path, path));
  if (query.find("Period") && !is_period(query.int_or("Period", 0)))
    return invalid(
        fmt::format("The parameter {}.Period must be 1, 5, 10, 20, 30 or a multiple of 60.", path));
  if (stat) TRY(check_metric(*stat, path));
  return {};
}

// --- what comes of it -----------------------------------------------------------------------------------------------

const json::Value* find_query(const json::Array& queries, std::string_view id) {
  auto found = std::find_if(queries.begin(), queries.end(),
                            [&](const json::Value& query) { return query.string_or("Id", "") == id; });
  return found == queries.end() ? nullptr : &*found;
}

// Each query is looked at once, however many look at it.
class Run {
 public:
  Run(const Window& window, const json::Array& queries) : window_(window), queries_(queries) {}

  base::Result<Operand> of(const json::Value& query) {
    std::string id(query.string_or("Id", ""));
    auto [known, is_new] = known_.emplace(id, std::nullopt);
    if (!is_new && known->second) return *known->second;
    if (!is_new) return base::fail(base::ErrorKind::invalid, "`{}` refers to itself", id);
    const json::Value* stat = query.find("MetricStat");
    Operand result = stat ? Operand(of_metric(query, *stat)) : TRY(of_expression(query));
    known_[id] = result;
    return result;
  }

 private:
  Range range_of(int64_t period) const {
    int64_t begin = window_.has_fixed_periods ? window_.start - window_.start % period : window_.start;
    return {begin, window_.end, period};
  }

  base::Result<Operand> of_expression(const json::Value& query) {
    Range range = range_of(period_of(queries_, query));
    if ((range.end - range.begin) / range.period > kMostDatapoints)
      return base::fail(base::ErrorKind::invalid, "its period is too short for so long a time");
    Sources sources{[this](std::string_view id) { return series_of(id); }, metric_ids(), range};
    return compute(query.string_or("Expression", ""), sources);
  }

  Series of_metric(const json::Value& query, const json::Value& stat) {
    Metric metric = Metric::read(*stat.find("Metric"));
    Statistic statistic = *Statistic::parse(stat.string_or("Stat", ""));
    Range range = range_of(period_of(queries_, query));
    Series series;
    for (const auto& [place, point] :
         gather(window_.state, metric, range, stat.string_or("Unit", ""), false, window_.now))
      if (auto value = statistic.of(point)) series[place.time] = *value;
    return series;
  }

  base::Result<Series> series_of(std::string_view id) {
    const json::Value* query = find_query(queries_, id);
    if (!query) return base::fail(base::ErrorKind::invalid, "there is no `{}`", id);
    Operand operand = TRY(of(*query));
    if (auto* series = std::get_if<Series>(&operand)) return std::move(*series);
    const auto* number = std::get_if<double>(&operand);
    if (!number) return base::fail(base::ErrorKind::invalid, "`{}` is no time series", id);
    Series constant;
    Range range = range_of(period_of(queries_, *query));
    for (int64_t time = range.begin; time < range.end; time += range.period) constant[time] = *number;
    return constant;
  }

  std::vector<std::string> metric_ids() const {
    std::vector<std::string> ids;
    for (const json::Value& query : queries_)
      if (query.find("MetricStat")) ids.emplace_back(query.string_or("Id", ""));
    return ids;
  }

  const Window& window_;
  const json::Array& queries_;
  std::map<std::string, std::optional<Operand>> known_ = {};  // nullopt: it is being looked at
};

std::string label_of(const json::Value& query) {
  std::string_view label = query.string_or("Label", "");
  if (!label.empty()) return std::string(label);
  const json::Value* stat = query.find("MetricStat");
  return std::string(stat ? stat->find("Metric")->string_or("MetricName", "") : query.string_or("Id", ""));
}

tl::unexpected<aws::Error> mistake_in(const json::Value& query, std::string_view what) {
  return invalid(fmt::format("Error in expression '{}': {}", query.string_or("Id", ""), what));
}

}  // namespace

aws::Result<void> check_queries(const json::Array& queries, const std::string& member) {
  std::set<std::string_view> ids;
  for (size_t i = 0; i < queries.size(); ++i) {
    std::string path = fmt::format("{}.member.{}", member, i + 1);
    TRY(check_query(queries[i], path));
    std::string_view id = queries[i].string_or("Id", "");
    if (!ids.insert(id).second)
      return invalid(fmt::format("The values for parameter Id in {} are not unique: {}.", member, id));
  }
  return {};
}

int64_t period_of(const json::Array& queries, const json::Value& query) {
  if (const json::Value* stat = query.find("MetricStat")) return stat->int_or("Period", 60) * kMsOfSecond;
  int64_t longest = query.int_or("Period", 0) * kMsOfSecond;
  if (longest > 0) return longest;
  for (const json::Value& other : queries)
    if (other.find("MetricStat")) longest = std::max(longest, period_of(queries, other));
  return longest > 0 ? longest : kDefaultPeriod;
}

aws::Result<std::vector<QueryResult>> run_queries(const Window& window, const json::Array& queries) {
  Run run(window, queries);
  std::vector<QueryResult> results;
  for (const json::Value& query : queries) {
    auto result = run.of(query);
    if (!result) return mistake_in(query, result.error().message);
    bool is_series =
        std::holds_alternative<Series>(*result) || std::holds_alternative<std::vector<Series>>(*result);
    if (!is_returned(query)) continue;
    if (!is_series) return mistake_in(query, "the result of an expression must be a time series");
    std::string id(query.string_or("Id", ""));
    if (auto* series = std::get_if<Series>(&*result))
      results.push_back({id, label_of(query), std::move(*series)});
    if (auto* list = std::get_if<std::vector<Series>>(&*result))
      for (Series& series : *list) results.push_back({id, label_of(query), std::move(series)});
  }
  return results;
}

bool is_returned(const json::Value& query) {
  return query.bool_or("ReturnData", true);
}

std::vector<Metric> metrics_in(const json::Array& queries) {
  std::vector<Metric> metrics;
  for (const json::Value& query : queries)
    if (const json::Value* stat = query.find("MetricStat"))
      metrics.push_back(Metric::read(*stat->find("Metric")));
  return metrics;
}

}  // namespace account::cloudwatch
