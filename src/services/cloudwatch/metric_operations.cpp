// Metrics as they are listed.
//
// Source: API Reference, ListMetrics.
#include <algorithm>

#include "account/record/paging.h"
#include "services/cloudwatch/cloudwatch.h"
#include "services/cloudwatch/errors.h"
#include "services/cloudwatch/metric.h"

namespace account::cloudwatch {
namespace {

constexpr int64_t kMost = 500;
constexpr auto kListed = std::chrono::hours(24 * 14);  // since the newest data point
constexpr auto kRecent = std::chrono::hours(3);

// Each that is wanted stands among those of the metric, which may have more.
bool has_dimensions(const json::Value& metric, const json::Array& wanted) {
  const json::Array& there = metric.find("Dimensions")->as_array();
  return std::all_of(wanted.begin(), wanted.end(), [&](const json::Value& one) {
    return std::any_of(there.begin(), there.end(), [&](const json::Value& dimension) {
      const json::Value* value = one.find("Value");
      return dimension.string_or("Name", "") == one.string_or("Name", "") &&
             (!value || *value == *dimension.find("Value"));
    });
  });
}

// There are no linked accounts: this one alone is looked at, if it is looked for.
Output list_metrics(Call& call) {
  const Input& in = call.input;
  std::vector<Entry> metrics = metrics_of(call.state, in.text("Namespace"), in.text("MetricName"));
  std::string owner = in.text("OwningAccount");
  if (!owner.empty() && owner != call.state.account()) metrics.clear();
  auto age = in.has("RecentlyActive") ? std::chrono::duration_cast<base::Milliseconds>(kRecent)
                                      : std::chrono::duration_cast<base::Milliseconds>(kListed);
  int64_t oldest = base::to_ms(call.now - age);
  std::erase_if(metrics, [&](const Entry& metric) {
    return metric.value.int_or("Newest", 0) < oldest || !has_dimensions(metric.value, in.list("Dimensions"));
  });
  Page page = TRY(take_page(std::move(metrics), in.text("NextToken"), kMost,
                            aws::Error("InvalidParameterValue", 400, "The parameter NextToken is invalid.")));
  json::Array shown, owners;
  for (Entry& metric : page.entries) {
    metric.value.as_object().erase("Newest");
    shown.push_back(std::move(metric.value));
    owners.emplace_back(call.state.account());
  }
  Object output{{"Metrics", std::move(shown)}};
  if (in.flag("IncludeLinkedAccounts")) output.set("OwningAccounts", std::move(owners));
  if (!page.next.empty()) output.set("NextToken", page.next);
  return output;
}

constexpr Operation kOperations[] = {
    {"ListMetrics", {any()}, list_metrics},
};

}  // namespace

std::span<const Operation> metric_operations() {
  return kOperations;
}

}  // namespace account::cloudwatch
