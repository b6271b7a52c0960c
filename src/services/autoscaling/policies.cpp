// Operations of scaling policies (Amazon EC2 Auto Scaling API Reference).
#include <algorithm>
#include <cmath>

#include "account/call/facilities.h"
#include "account/call/quota.h"
#include "account/record/index.h"
#include "account/record/tags.h"
#include "services/autoscaling/autoscaling.h"
#include "services/autoscaling/policy.h"
#include "services/autoscaling/scaling.h"

namespace account::autoscaling {
namespace {

constexpr Quota kQuota{
    "scaling-policies", 50, "LimitExceeded",
    "The maximum number of scaling policies for this Auto Scaling group has been reached."};
constexpr std::string_view kAdjustments[] = {"ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity"};
constexpr std::string_view kSimple = "SimpleScaling", kStep = "StepScaling",
                           kTracking = "TargetTrackingScaling";

// Of the input, as they are kept and shown.
constexpr std::string_view kKept[] = {"AdjustmentType",
                                      "MinAdjustmentStep",
                                      "MinAdjustmentMagnitude",
                                      "ScalingAdjustment",
                                      "Cooldown",
                                      "MetricAggregationType",
                                      "StepAdjustments",
                                      "EstimatedInstanceWarmup",
                                      "TargetTrackingConfiguration"};

// --- found ----------------------------------------------------------------------------------------------------------

std::string place_of(const std::string& group, const std::string& name) {
  return fmt::format("{}/{}", group, name);
}

bool is_arn(std::string_view name) {
  return name.starts_with("arn:");
}

// By its ARN, or by its name in the group that the call names.
std::optional<json::Value> find_policy(const Call& call) {
  std::string name = call.input.text("PolicyName");
  if (!is_arn(name)) return find(call.state, kPolicies, place_of(call.input.text(kName), name));
  auto found = find_through(call.state, kPolicies, "PolicyARN", name);
  if (found.empty()) return std::nullopt;
  return std::move(found.front().value);
}

aws::Result<json::Value> require_policy(const Call& call) {
  if (auto policy = find_policy(call)) return std::move(*policy);
  return invalid(fmt::format("Policy not found - no policy named {}", call.input.text("PolicyName")));
}

// The group whose policy the call names: an ARN says enough.
aws::Result<Resource> locate_group_of_policy(const Asking& asking) {
  const State& state = asking.call.state;
  Resource resource;
  resource.kind = &kGroups;
  resource.named = asking.text(kName);
  auto policy = resource.named.empty() ? find_policy(asking.call) : std::nullopt;
  if (policy) resource.named = policy->string_or(kName, "");
  resource.record = find(state, kGroups, resource.named);
  std::string shown = resource.named.empty() ? "*" : resource.named;
  resource.arn = resource.record ? std::string(resource.record->string_or("AutoScalingGroupARN", ""))
                                 : arn_of(state, kGroups, Object{{"_Id", "*"}, {std::string(kName), shown}});
  if (resource.record) add_resource_tags(resource.record->find("Tags"), resource.keys, "autoscaling");
  return resource;
}
constexpr RecordKind kGroupOfPolicy = [] {
  RecordKind kind = kGroups;
  kind.locate = locate_group_of_policy;
  return kind;
}();

// --- put ------------------------------------------------------------------------------------------------------------

aws::Result<void> check_policy(const json::Value& policy) {
  std::string_view type = policy.string_or("PolicyType", "");
  if (type == kTracking) {
    if (policy.find("TargetTrackingConfiguration")) return {};
    return invalid("TargetTrackingConfiguration is required for the policy type TargetTrackingScaling");
  }
  if (type != kSimple && type != kStep)
    return invalid(fmt::format("The policy type {} is not simulated (see docs/operations.md)", type));
  std::string_view adjustment = policy.string_or("AdjustmentType", "");
  if (std::find(std::begin(kAdjustments), std::end(kAdjustments), adjustment) == std::end(kAdjustments))
    return invalid(fmt::format("AdjustmentType {} is not valid", adjustment));
  std::string_view needed = type == kSimple ? "ScalingAdjustment" : "StepAdjustments";
  if (policy.find(needed)) return {};
  return invalid(fmt::format("{} is required for the policy type {}", needed, type));
}

Output put(Call& call) {
  const Input& in = call.input;
  std::string group = call.the().named, name = in.text("PolicyName");
  if (in.has("PredictiveScalingConfiguration"))
    return invalid("PredictiveScalingConfiguration is not simulated (see docs/operations.md)");
  auto before = find(call.state, kPolicies, place_of(group, name));
  if (!before) TRY(check_quota(call, kQuota, count_through(call.state, kPolicies, kName, group)));
  std::string arn = before
                        ? std::string(before->string_or("PolicyARN", ""))
                        : fmt::format(
                              "arn:aws:autoscaling:{}:{}:scalingPolicy:{}:autoScalingGroupName/{}:"
                              "policyName/{}",
                              call.region, call.state.account(), call.facilities.random.uuid(), group, name);
  Object policy{{"_Place", place_of(group, name)},
                {std::string(kName), group},
                {"PolicyName", name},
                {"PolicyARN", arn},
                {"PolicyType", in.has("PolicyType") ? in.text("PolicyType") : std::string(kSimple)},
                {"Alarms", json::Array()},
                {"Enabled", in.flag("Enabled", true)}};
  for (std::string_view member : kKept) policy.set_if(member, in.find(member));
  TRY(check_policy(policy));
  store(call.state, kPolicies, std::move(policy));
  return Object{{"PolicyARN", arn}, {"Alarms", json::Array()}};
}

Output describe_all(Call& call) {
  std::string group = call.input.text(kName);
  std::vector<std::string> names = call.input.texts("PolicyNames"), types = call.input.texts("PolicyTypes");
  auto is_one_of = [](const std::vector<std::string>& some, std::string_view one) {
    return std::find(some.begin(), some.end(), one) != some.end();
  };
  if (!group.empty()) TRY(require(call.state, kGroups, group));
  std::vector<Entry> entries =
      group.empty() ? call.state.list(kPolicies.name) : find_through(call.state, kPolicies, kName, group);
  std::erase_if(entries, [&](const Entry& one) {
    const json::Value& policy = one.value;
    bool is_named = names.empty() || is_one_of(names, policy.string_or("PolicyName", "")) ||
                    is_one_of(names, policy.string_or("PolicyARN", ""));
    return !is_named || !(types.empty() || is_one_of(types, policy.string_or("PolicyType", "")));
  });
  for (Entry& one : entries) one.value.as_object().erase("_Place");
  return list_page(call, "ScalingPolicies", std::move(entries));
}

Output delete_policy(Call& call) {
  json::Value policy = TRY(require_policy(call));
  remove(call.state, kPolicies, std::string(policy.string_or("_Place", "")));
  return Object{};
}

// --- executed -------------------------------------------------------------------------------------------------------

// How far the metric is beyond its threshold says which step counts: bounds are distances, and a side that is not said
// has no end.
aws::Result<int64_t> step_adjustment(const Input& in, const json::Value& policy) {
  if (!in.has("MetricValue") || !in.has("BreachThreshold"))
    return invalid("MetricValue and BreachThreshold are required to execute a step scaling policy");
  double beyond = in.find("MetricValue")->as_double() - in.find("BreachThreshold")->as_double();
  for (const json::Value& step : policy.find("StepAdjustments")->as_array()) {
    const json::Value* low = step.find("MetricIntervalLowerBound");
    const json::Value* high = step.find("MetricIntervalUpperBound");
    double least = low ? low->as_double() : -INFINITY, most = high ? high->as_double() : INFINITY;
    bool fits = beyond >= 0 ? least <= beyond && beyond < most : least < beyond && beyond <= most;
    if (fits) return step.int_or("ScalingAdjustment", 0);
  }
  return invalid("No step adjustment found for the given metric value and breach threshold");
}

aws::Result<void> check_cooldown(const Call& call, const json::Value& group, const json::Value& policy) {
  int64_t cooldown = policy.int_or("Cooldown", group.int_or("DefaultCooldown", 0));
  const json::Value* last = group.find("_Scaled");
  bool is_over =
      !last ||
      base::from_ms(last->as_int()) + call.facilities.speed.lasts(std::chrono::seconds(cooldown)) <= call.now;
  if (!call.input.flag("HonorCooldown") || is_over) return {};
  return aws::error("ScalingActivityInProgress", 400, "The group {} is cooling down until its next activity",
                    group.string_or(kName, ""));
}

Output execute(Call& call) {
  json::Value policy = TRY(require_policy(call));
  Found& group = call.the();
  std::string_view type = policy.string_or("PolicyType", "");
  if (type == kTracking) return invalid(fmt::format("A policy of the type {} cannot be executed", kTracking));
  if (!policy.bool_or("Enabled", true)) return invalid("The policy is disabled");
  if (type == kSimple) TRY(check_cooldown(call, group.record, policy));
  int64_t by = policy.int_or("ScalingAdjustment", 0);
  if (type == kStep) by = TRY(step_adjustment(call.input, policy));
  int64_t before = group.record.int_or("DesiredCapacity", 0);
  int64_t wanted = adjusted(before, policy.string_or("AdjustmentType", ""), by,
                            policy.int_or("MinAdjustmentMagnitude", policy.int_or("MinAdjustmentStep", 0)));
  wanted = std::clamp(wanted, group.record.int_or("MinSize", 0), group.record.int_or("MaxSize", 0));
  if (wanted == before) return Object{};
  group.fields().set("DesiredCapacity", wanted);
  group.fields().set("_Scaled", base::to_ms(call.now));
  call.save(group);
  scale_soon(
      call, group.named,
      fmt::format("At {} a user request executed policy {} changing the desired capacity from {} to {}.",
                  base::iso8601(call.now), policy.string_or("PolicyName", ""), before, wanted));
  return Object{};
}

constexpr Operation kOperations[] = {
    {"PutScalingPolicy", {on(kGroups)}, put},
    {"DescribePolicies", {any()}, describe_all},
    {"DeletePolicy", {on(kGroupOfPolicy)}, delete_policy},
    {"ExecutePolicy", {on(kGroupOfPolicy)}, execute},
};

}  // namespace

// "If the value is greater than 1, rounded down; between 0 and 1, to 1; between 0 and -1, to -1; less than -1, up."
int64_t adjusted(int64_t capacity, std::string_view type, int64_t by, int64_t least) {
  if (type == "ExactCapacity") return by;
  if (type == "ChangeInCapacity") return capacity + by;
  double exact = static_cast<double>(capacity * by) / 100;
  auto change = static_cast<int64_t>(exact);
  if (change == 0 && exact != 0) change = exact > 0 ? 1 : -1;
  if (by > 0) change = std::max(change, least);
  if (by < 0) change = std::min(change, -least);
  return capacity + change;
}

std::span<const Operation> policy_operations() {
  return kOperations;
}

}  // namespace account::autoscaling
