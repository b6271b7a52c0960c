// Scalable targets are registered, told of and taken back (Application Auto
// Scaling API Reference).
#include <algorithm>

#include "account/call/facilities.h"
#include "account/call/invoke.h"
#include "account/call/quota.h"
#include "account/call/service_linked.h"
#include "account/record/index.h"
#include "base/text.h"
#include "services/application_autoscaling/application_autoscaling.h"
#include "services/application_autoscaling/tags.h"
#include "services/application_autoscaling/target.h"

namespace account::application_autoscaling {
namespace {

constexpr std::string_view kPrincipal = "application-autoscaling.amazonaws.com";
constexpr std::string_view kTables = "dynamodb.application-autoscaling.amazonaws.com";
constexpr std::string_view kRole = "AWSServiceRoleForApplicationAutoScaling_DynamoDBTable";
constexpr Quota kQuota{"scalable-targets", 5000, "LimitExceededException",
                       "The maximum number of scalable targets has been reached."};

// table/NAME or table/NAME/index/INDEX
struct Capacity {
  std::string table, index;
};

std::optional<Capacity> read_capacity(const std::string& resource, const std::string& dimension) {
  auto parts = base::split(resource, '/');
  bool is_table = dimension.starts_with("dynamodb:table:"),
       is_index = dimension.starts_with("dynamodb:index:");
  if (is_table && parts.size() == 2 && parts[0] == "table") return Capacity{std::string(parts[1]), ""};
  if (is_index && parts.size() == 4 && parts[0] == "table" && parts[2] == "index")
    return Capacity{std::string(parts[1]), std::string(parts[3])};
  return std::nullopt;
}

bool has_index(const json::Value& table, const std::string& index) {
  const json::Value* all = table.find("GlobalSecondaryIndexes");
  return all && std::any_of(all->as_array().begin(), all->as_array().end(),
                            [&](const json::Value& one) { return one.string_or("IndexName", "") == index; });
}

// With the caller's own permissions (Application Auto Scaling User Guide,
// "Permissions required to register").
aws::Result<void> check_resource(Call& call) {
  auto capacity = read_capacity(call.input.text("ResourceId"), call.input.text("ScalableDimension"));
  std::string none = "No scalable resource found for " + words_of_target(call.input);
  if (!capacity || call.input.text("ServiceNamespace") != "dynamodb") return invalid(none);
  Invocation wanted{kPrincipal, Access::forwarded, "dynamodb", "DescribeTable",
                    Object{{"TableName", capacity->table}}};
  Output found = invoke(call, wanted);
  if (!found && found.error().code == "ResourceNotFoundException") return invalid(none);
  if (!found) return invalid(found.error().message);
  if (!capacity->index.empty() && !has_index(*found->find("Table"), capacity->index)) return invalid(none);
  return {};
}

aws::Result<void> check_bounds(const json::Value& target) {
  const json::Value* least = target.find("MinCapacity");
  const json::Value* most = target.find("MaxCapacity");
  if (!least || !most) return invalid("Minimum capacity and maximum capacity must be specified");
  if (least->as_int() > most->as_int())
    return invalid("Maximum capacity cannot be less than minimum capacity");
  return {};
}

json::Value new_target(const Call& call) {
  std::string id = call.facilities.random.hex(34);
  Object target{{"_Target", target_id(call.input)},
                {"_Id", id},
                {"ScalableTargetARN", arn_of(call.state, kTargets, Object{{"_Id", id}})},
                {"RoleARN", service_linked_role_arn(call.state, kTables, kRole)},
                {"CreationTime", base::to_ms(call.now)},
                {"SuspendedState", Object{{"DynamicScalingInSuspended", false},
                                          {"DynamicScalingOutSuspended", false},
                                          {"ScheduledScalingSuspended", false}}},
                {"Tags", Object()}};
  for (std::string_view member : kNamed) target.set(member, call.input.text(member));
  return target;
}

// Who registers one again changes it; tags are for a new one.
Output register_target(Call& call) {
  const Input& in = call.input;
  TRY(check_resource(call));
  auto before = find(call.state, kTargets, target_id(in));
  const json::Value* tags = in.find("Tags");
  if (before && tags)
    return invalid(
        "Tags can only be specified when a scalable target is "
        "registered for the first time");
  json::Value target = before ? std::move(*before) : new_target(call);
  for (std::string_view member : {"MinCapacity", "MaxCapacity"})
    target.as_object().set_if(member, in.find(member));
  TRY(check_bounds(target));
  if (const json::Value* said = in.find("SuspendedState"))
    for (const json::Member& one : said->as_object())
      target.as_object()["SuspendedState"].as_object().set(one.name, one.value);
  if (tags) target.as_object().set("Tags", *tags);
  TRY(check_tags(*target.find("Tags")));
  if (!before) TRY(check_quota(call, kQuota, call.state.ids(kTargets.name).size()));
  TRY(ensure_service_linked_role(call, kPrincipal, kTables, kRole));
  call.make(kTargets, target_id(in), target);
  return Object{{"ScalableTargetARN", *target.find("ScalableTargetARN")}};
}

Output describe_all(Call& call) {
  std::vector<Entry> entries = call.state.list(kTargets.name);
  TRY(keep_meant(call, call.input.texts("ResourceIds"), entries));
  return list_page(call, "ScalableTargets", std::move(entries));
}

// Its policies go with it.
Output deregister(Call& call) {
  for (const Entry& one : find_through(call.state, kPolicies, "_Target", call.the().named))
    remove(call.state, kPolicies, one.id);
  call.erase(call.the());
  return Object{};
}

constexpr Operation kOperations[] = {
    {"RegisterScalableTarget",
     {creates(kTargets).keys(said_keys), passes(kPrincipal, "RoleARN").when("RoleARN")},
     register_target},
    {"DescribeScalableTargets", {any()}, describe_all},
    {"DeregisterScalableTarget", {on(kTargets, "ResourceId").keys(said_keys)}, deregister},
};

}  // namespace

std::span<const Operation> target_operations() {
  return kOperations;
}

}  // namespace account::application_autoscaling
