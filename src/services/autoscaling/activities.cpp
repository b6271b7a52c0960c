// What groups did, newest first.
#include <algorithm>

#include "account/record/index.h"
#include "account/record/lifecycle.h"
#include "services/autoscaling/autoscaling.h"
#include "services/autoscaling/group.h"
#include "services/autoscaling/scene.h"

namespace account::autoscaling {
namespace {

using namespace std::chrono_literals;

constexpr Transition kLife[] = {{"InProgress", "Successful", 30s, "InProgress"}};

json::Value view(json::Value activity, base::Time now) {
  Object& shown = activity.as_object();
  base::Time began = base::from_ms(activity.int_or("StartTime", 0));
  StateSince kept{std::string(activity.string_or("StatusCode", "")), began,
                  Speed::times(activity.int_or("_Speed", 0))};
  auto ends = ends_at(kLife, kept);
  StateSince is = state_at(kLife, kept, now);
  shown.set("StatusCode", is.state);
  if (is.state == "Successful" && ends) {
    shown.set("Progress", 100);
    shown.set("EndTime", base::to_ms(*ends));
  }
  return shown_activity(std::move(activity));
}

Output describe_all(Call& call) {
  std::string group = call.input.text(kName);
  std::vector<std::string> ids = call.input.texts("ActivityIds");
  if (!call.input.list("Filters").empty())
    return invalid("Filters is not simulated (see docs/operations.md)");
  if (!group.empty()) TRY(require(call.state, kGroups, group));
  std::vector<Entry> entries =
      group.empty() ? call.state.list(kActivities.name) : find_through(call.state, kActivities, kName, group);
  std::erase_if(entries, [&](const Entry& one) {
    return !ids.empty() &&
           std::find(ids.begin(), ids.end(), one.value.string_or("ActivityId", "")) == ids.end();
  });
  for (Entry& one : entries) one.value = view(std::move(one.value), call.now);
  return list_page(call, "Activities", std::move(entries));
}

constexpr Operation kOperations[] = {{"DescribeScalingActivities", {any()}, describe_all}};

}  // namespace

std::span<const Operation> activity_operations() {
  return kOperations;
}

}  // namespace account::autoscaling
