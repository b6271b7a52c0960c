// Operations of lifecycle hooks (Amazon EC2 Auto Scaling API Reference).
#include <algorithm>

#include "account/call/facilities.h"
#include "account/call/quota.h"
#include "account/record/index.h"
#include "services/autoscaling/autoscaling.h"
#include "services/autoscaling/lifecycle_hook.h"
#include "services/autoscaling/scaling.h"

namespace account::autoscaling {
namespace {

constexpr Quota kQuota{"lifecycle-hooks", 50, "LimitExceeded",
                       "The maximum number of lifecycle hooks for this Auto Scaling group has been reached."};
constexpr int64_t kLeastTimeout = 30, kMostTimeout = 7200, kTimeout = 3600;
// "The maximum is 172800 seconds (48 hours) or 100 times HeartbeatTimeout, whichever is smaller."
constexpr int64_t kWhole = 172800, kHeartbeats = 100;

constexpr std::string_view kSaid[] = {"LifecycleTransition",  "NotificationTargetARN", "RoleARN",
                                      "NotificationMetadata", "HeartbeatTimeout",      "DefaultResult"};

std::string place_of(const std::string& group, std::string_view hook) {
  return fmt::format("{}/{}", group, hook);
}

aws::Result<void> check_hook(const json::Value& hook) {
  std::string_view transition = hook.string_or("LifecycleTransition", "");
  if (transition != kLaunching && transition != kTerminating)
    return invalid(fmt::format("Lifecycle transition '{}' is not valid", transition));
  int64_t timeout = hook.int_or("HeartbeatTimeout", kTimeout);
  if (timeout < kLeastTimeout || timeout > kMostTimeout)
    return invalid(
        fmt::format("Heartbeat timeout must be between {} and {} seconds", kLeastTimeout, kMostTimeout));
  std::string_view result = hook.string_or("DefaultResult", "");
  if (result == "CONTINUE" || result == "ABANDON") return {};
  return invalid(fmt::format("Default result {} is neither CONTINUE nor ABANDON", result));
}

Output put(Call& call) {
  Object said{{"LifecycleHookName", call.input.text("LifecycleHookName")}};
  for (std::string_view member : kSaid) said.set_if(member, call.input.find(member));
  TRY(put_hook(call, call.the().named, std::move(said)));
  return Object{};
}

Output describe_all(Call& call) {
  std::string group = call.input.text(kName);
  TRY(require(call.state, kGroups, group));
  std::vector<std::string> names = call.input.texts("LifecycleHookNames");
  json::Array hooks;
  for (Entry& one : find_through(call.state, kHooks, kName, group)) {
    std::string name(one.value.string_or("LifecycleHookName", ""));
    if (!names.empty() && std::find(names.begin(), names.end(), name) == names.end()) continue;
    one.value.as_object().erase("_Place");
    hooks.push_back(std::move(one.value));
  }
  return Object{{"LifecycleHooks", std::move(hooks)}};
}

// "If there are any outstanding lifecycle actions, they are completed first (ABANDON for launching instances, CONTINUE
// for terminating instances)."
Output delete_hook(Call& call) {
  std::string group = call.the().named, name = call.input.text("LifecycleHookName");
  if (!call.state.contains(kHooks.name, place_of(group, name)))
    return invalid(fmt::format("No Lifecycle Hook found: {}", name));
  Scene scene = scene_of(call);
  for (const Entry& one : find_through(call.state, kActions, kName, group)) {
    if (one.value.string_or("LifecycleHookName", "") != name) continue;
    bool is_launch = one.value.string_or("LifecycleTransition", "") == kLaunching;
    complete_action(scene, one.value, is_launch ? "ABANDON" : "CONTINUE");
  }
  remove(call.state, kHooks, place_of(group, name));
  return Object{};
}

constexpr Operation kOperations[] = {
    {"PutLifecycleHook", {on(kGroups), passes(kPrincipal, "RoleARN").when("RoleARN")}, put},
    {"DescribeLifecycleHooks", {any()}, describe_all},
    {"DeleteLifecycleHook", {on(kGroups)}, delete_hook},
};

}  // namespace

aws::Result<void> put_hook(Call& call, const std::string& group, const json::Value& said) {
  std::string name(said.string_or("LifecycleHookName", ""));
  auto before = find(call.state, kHooks, place_of(group, name));
  if (!before) TRY(check_quota(call, kQuota, count_through(call.state, kHooks, kName, group)));
  json::Value hook = before ? std::move(*before)
                            : json::Value(Object{{"_Place", place_of(group, name)},
                                                 {"LifecycleHookName", name},
                                                 {std::string(kName), group},
                                                 {"HeartbeatTimeout", kTimeout},
                                                 {"DefaultResult", "ABANDON"}});
  for (std::string_view member : kSaid) hook.as_object().set_if(member, said.find(member));
  TRY(check_hook(hook));
  hook.as_object().set("GlobalTimeout", std::min(kWhole, kHeartbeats * hook.int_or("HeartbeatTimeout", 0)));
  store(call.state, kHooks, hook);
  return {};
}

std::span<const Operation> lifecycle_hook_operations() {
  return kOperations;
}

}  // namespace account::autoscaling
