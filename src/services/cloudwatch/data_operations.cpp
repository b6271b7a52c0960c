// Time series of many metrics and expressions at once.
//
// Source: API Reference, GetMetricData. Labels are told as they are written: what stands in `${}` is not replaced.
#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "services/cloudwatch/cloudwatch.h"
#include "services/cloudwatch/errors.h"
#include "services/cloudwatch/queries.h"

namespace account::cloudwatch {
namespace {

constexpr size_t kMostQueries = 500;
constexpr int64_t kMostDatapoints = 100'800;

aws::Result<void> check_input(const Call& call) {
  const json::Array& queries = call.input.list("MetricDataQueries");
  if (queries.empty()) return missing("MetricDataQueries");
  if (queries.size() > kMostQueries)
    return invalid(
        fmt::format("The collection MetricDataQueries must not have a size greater than {}.", kMostQueries));
  if (call.input.number("StartTime") >= call.input.number("EndTime"))
    return invalid("The parameter StartTime must be less than the parameter EndTime.");
  int64_t most = call.input.number("MaxDatapoints", kMostDatapoints);
  if (most < 1 || most > kMostDatapoints)
    return invalid_value(fmt::format("The parameter MaxDatapoints must be 1 to {}.", kMostDatapoints));
  for (const json::Value& query : queries)
    if (std::string_view owner = query.string_or("AccountId", "");
        !owner.empty() && owner != call.state.account())
      return invalid(fmt::format("The account {} does not share its metrics with this one.", owner));
  return check_queries(queries, "MetricDataQueries");
}

// How many data points were told on the pages before.
aws::Result<int64_t> read_token(const std::string& token) {
  if (token.empty()) return 0;
  auto text = base::unbase64url(token);
  auto told = text ? base::parse_int(*text) : std::nullopt;
  if (told && *told > 0) return *told;
  return refused("InvalidNextToken", "The next token specified is invalid.");
}

// A stretch of all data points of all results, one after another.
class Page {
 public:
  Page(int64_t begin, int64_t most, bool is_ascending)
      : begin_(begin), end_(begin + most), is_ascending_(is_ascending) {}

  void add(const QueryResult& result) {
    json::Array times, values;
    auto take = [&](int64_t time, double value) {
      if (at_ >= begin_ && at_ < end_) {
        times.emplace_back(time);
        values.emplace_back(value);
      }
      ++at_;
    };
    int64_t first = at_;
    if (is_ascending_)
      for (auto [time, value] : result.series) take(time, value);
    else
      for (auto it = result.series.rbegin(); it != result.series.rend(); ++it) take(it->first, it->second);
    bool was_told = !result.series.empty() && at_ <= begin_;
    bool comes_later = !result.series.empty() && first >= end_;
    if (was_told || comes_later) return;
    shown_.push_back(Object{{"Id", result.id},
                            {"Label", result.label},
                            {"Timestamps", std::move(times)},
                            {"Values", std::move(values)},
                            {"StatusCode", at_ > end_ ? "PartialData" : "Complete"}});
  }

  json::Value answer() {
    Object answer{{"MetricDataResults", std::move(shown_)}, {"Messages", json::Array()}};
    if (at_ > end_) answer.set("NextToken", base::base64url(std::to_string(end_)));
    return answer;
  }

 private:
  int64_t begin_, end_, at_ = 0;
  bool is_ascending_;
  json::Array shown_;
};

Output get_data(Call& call) {
  const Input& in = call.input;
  TRY(check_input(call));
  const json::Array& queries = in.list("MetricDataQueries");
  Window window{call.state, in.number("StartTime"), in.number("EndTime"), call.now, true};
  Page page(TRY(read_token(in.text("NextToken"))), in.number("MaxDatapoints", kMostDatapoints),
            in.text("ScanBy") == "TimestampAscending");
  std::vector<QueryResult> results = TRY(run_queries(window, queries));
  for (const QueryResult& result : results) page.add(result);
  return page.answer();
}

constexpr Operation kOperations[] = {
    {"GetMetricData", {any()}, get_data},
};

}  // namespace

std::span<const Operation> data_operations() {
  return kOperations;
}

}  // namespace account::cloudwatch
