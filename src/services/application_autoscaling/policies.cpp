// Scaling policies of targets (Application Auto Scaling API Reference).
#include <algorithm>

#include "account/call/facilities.h"
#include "account/call/quota.h"
#include "account/record/index.h"
#include "services/application_autoscaling/application_autoscaling.h"
#include "services/application_autoscaling/target.h"

namespace account::application_autoscaling {
namespace {

constexpr Quota kQuota{"scaling-policies-per-target", 50, "LimitExceededException",
                       "The maximum number of scaling policies per scalable "
                       "target has been reached."};
constexpr std::string_view kStep = "StepScaling", kTracking = "TargetTrackingScaling";

std::string place_of(const std::string& target, const std::string& name) {
  return fmt::format("{}|{}", target, name);
}

std::string_view configuration_of(std::string_view type) {
  return type == kStep ? "StepScalingPolicyConfiguration" : "TargetTrackingScalingPolicyConfiguration";
}

// A table's capacity follows a target, and takes no steps ("Step scaling
// policies are not supported for DynamoDB").
aws::Result<void> check_policy(const Call& call, const json::Value& policy) {
  std::string_view type = policy.string_or("PolicyType", "");
  if (call.input.has("PredictiveScalingPolicyConfiguration") || (type != kStep && type != kTracking))
    return invalid(fmt::format("The policy type {} is not simulated (see docs/operations.md)", type));
  if (type == kStep)
    return invalid(
        "Step scaling policies are not supported for the service "
        "namespace dynamodb");
  if (policy.find(configuration_of(type))) return {};
  return invalid(fmt::format("{} is required for the policy type {}", configuration_of(type), type));
}

Output put(Call& call) {
  const Input& in = call.input;
  std::string target = call.the().named, name = in.text("PolicyName"), place = place_of(target, name);
  auto before = find(call.state, kPolicies, place);
  if (!before) TRY(check_quota(call, kQuota, count_through(call.state, kPolicies, "_Target", target)));
  std::string type = in.has("PolicyType") ? in.text("PolicyType") : std::string(kStep);
  if (before) type = before->string_or("PolicyType", "");
  std::string arn = before ? std::string(before->string_or("PolicyARN", ""))
                           : fmt::format(
                                 "arn:aws:autoscaling:{}:{}:scalingPolicy:"
                                 "{}:resource/{}/{}:policyName/{}",
                                 call.region, call.state.account(), call.facilities.random.uuid(),
                                 in.text("ServiceNamespace"), in.text("ResourceId"), name);
  Object policy{{"_Place", place},
                {"_Target", target},
                {"PolicyName", name},
                {"PolicyARN", arn},
                {"PolicyType", type},
                {"Alarms", json::Array()},
                {"CreationTime", before ? before->int_or("CreationTime", 0) : base::to_ms(call.now)}};
  for (std::string_view member : kNamed) policy.set(member, in.text(member));
  policy.set_if(configuration_of(type), in.find(configuration_of(type)));
  TRY(check_policy(call, policy));
  store(call.state, kPolicies, std::move(policy));
  return Object{{"PolicyARN", arn}, {"Alarms", json::Array()}};
}

Output describe_all(Call& call) {
  std::vector<std::string> names = call.input.texts("PolicyNames"), resources;
  if (call.input.has("ResourceId")) resources.push_back(call.input.text("ResourceId"));
  std::vector<Entry> entries = call.state.list(kPolicies.name);
  TRY(keep_meant(call, resources, entries));
  std::erase_if(entries, [&](const Entry& one) {
    return !names.empty() &&
           std::find(names.begin(), names.end(), one.value.string_or("PolicyName", "")) == names.end();
  });
  return list_page(call, "ScalingPolicies", std::move(entries));
}

Output delete_policy(Call& call) {
  std::string place = place_of(call.the().named, call.input.text("PolicyName"));
  if (!call.state.contains(kPolicies.name, place))
    return aws::error("ObjectNotFoundException", 400, "No scaling policy found for {}, policy name: {}",
                      words_of_target(call.input), call.input.text("PolicyName"));
  remove(call.state, kPolicies, place);
  return Object{};
}

constexpr Operation kOperations[] = {
    {"PutScalingPolicy", {on(kTargets, "ResourceId").keys(said_keys)}, put},
    {"DescribeScalingPolicies", {any()}, describe_all},
    {"DeleteScalingPolicy", {on(kTargets, "ResourceId").keys(said_keys)}, delete_policy},
};

}  // namespace

std::span<const Operation> policy_operations() {
  return kOperations;
}

}  // namespace account::application_autoscaling
