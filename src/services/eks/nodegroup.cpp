#include "services/eks/nodegroup.h"

#include <algorithm>

#include "account/call/facilities.h"
#include "account/call/invoke.h"
#include "account/call/service_linked.h"
#include "account/record/lifecycle.h"
#include "services/eks/durations.h"

namespace account::eks {
namespace {

using json::Array;

constexpr std::string_view kFinish = "eks.finish_nodegroup";
constexpr std::string_view kErase = "eks.erase_deleted_nodegroup";
constexpr Transition kLife[] = {{"UPDATING", "ACTIVE", kUpdateTakes, "UPDATING"},
                                {kUpdatingInVain, "ACTIVE", kDrainGivesUpAfter, "UPDATING"},
                                {"DELETING", "", kNodegroupDeletionTakes, "DELETING"}};

// EKS API Reference, Nodegroup, amiType.
constexpr std::string_view kAl2023 = "/aws/service/eks/optimized-ami/";
constexpr std::string_view kBottlerocket = "/aws/service/bottlerocket/aws-k8s-";
constexpr NodeImage kImages[] = {
    {"AL2023_x86_64_STANDARD", kAl2023, "/amazon-linux-2023/x86_64/standard/recommended/image_id",
     "t3.medium"},
    {"AL2023_ARM_64_STANDARD", kAl2023, "/amazon-linux-2023/arm64/standard/recommended/image_id",
     "t4g.medium"},
    {"AL2023_x86_64_NVIDIA", kAl2023, "/amazon-linux-2023/x86_64/nvidia/recommended/image_id", "g4dn.xlarge"},
    {"AL2023_ARM_64_NVIDIA", kAl2023, "/amazon-linux-2023/arm64/nvidia/recommended/image_id", "g5g.xlarge"},
    {"AL2023_x86_64_NEURON", kAl2023, "/amazon-linux-2023/x86_64/neuron/recommended/image_id", "inf2.xlarge"},
    {"BOTTLEROCKET_x86_64", kBottlerocket, "/x86_64/latest/image_id", "t3.medium"},
    {"BOTTLEROCKET_ARM_64", kBottlerocket, "/arm64/latest/image_id", "t4g.medium"},
    {"BOTTLEROCKET_x86_64_NVIDIA", kBottlerocket, "-nvidia/x86_64/latest/image_id", "g4dn.xlarge"},
    {"BOTTLEROCKET_ARM_64_NVIDIA", kBottlerocket, "-nvidia/arm64/latest/image_id", "g5g.xlarge"},
};

std::string id_of(const json::Value& group) {
  return part_id(group.string_or("clusterName", ""), group.string_or("nodegroupName", ""));
}

std::string group_name(const json::Value& group) {
  return std::string(
      group.find("resources")->find("autoScalingGroups")->as_array().front().string_or("name", ""));
}

Origin origin_of(const Caller& role, Due& due, Bodies& bodies) {
  return {role, {}, due.state, due.state.region(), due.now, due.facilities, bodies};
}

// --- effects --------------------------------------------------------------------------------------------------------

// The last failure that the Auto Scaling group tells of; empty: it has as many instances as it should.
std::string what_lacks(const Origin& origin, const json::Value& group) {
  std::string name = group_name(group);
  Output found = as_nodegroup_service(origin, "autoscaling", "DescribeAutoScalingGroups",
                                      Object{{"AutoScalingGroupNames", Array{name}}});
  if (!found) return found.error().message;
  const Array& groups = found->find("AutoScalingGroups")->as_array();
  if (groups.empty()) return "The Auto Scaling group is gone";
  const Array& instances = groups.front().find("Instances")->as_array();
  if (static_cast<int64_t>(instances.size()) >= groups.front().int_or("DesiredCapacity", 0)) return "";
  return fmt::format("Could not launch {} Instances.",
                     group.string_or("capacityType", "") == "SPOT" ? "Spot" : "On-Demand");
}

void finish(Due& due) {
  auto record = find(due.state, kNodegroups, due.id);
  if (!record || kept_state(*record, "").state != "CREATING") return;
  const json::Value group = shown(kNodegroups, std::as_const(*record));
  if (group.string_or("nodegroupArn", "") != due.detail.string_or("Arn", "")) return;
  Speed speed = kept_state(*record, "").speed;
  Bodies bodies(due.facilities.objects_dir);
  Caller role = service_linked_caller(due.state, kNodegroupService, kNodegroupRole, "EKS");
  Origin origin = origin_of(role, due, bodies);
  std::string lacks = record->find("Issues")->as_array().empty() ? what_lacks(origin, group) : "";
  bool is_last_look = due.detail.bool_or("Last", false);
  if (!lacks.empty() && !is_last_look) {
    Object detail{{"Arn", group.string_or("nodegroupArn", "")}, {"Last", true}};
    base::Time later = due.now + speed.lasts(kNodegroupGivesUpAfter);
    return schedule(due.state, due.facilities, {later, kFinish, due.id, std::move(detail)});
  }
  if (!lacks.empty())
    record->as_object()["Issues"].as_array().push_back(Object{{"code", "AsgInstanceLaunchFailures"},
                                                              {"message", lacks},
                                                              {"resourceIds", Array{group_name(group)}}});
  bool works = record->find("Issues")->as_array().empty();
  keep_state(*record, {works ? "ACTIVE" : "CREATE_FAILED", due.now, speed});
  store(due.state, kNodegroups, due.id, *record);
}

// What was made for it goes with it.
void erase_deleted(Due& due) {
  auto record = find(due.state, kNodegroups, due.id);
  if (!record || kept_state(*record, "").state != "DELETING") return;
  const json::Value group = shown(kNodegroups, std::as_const(*record));
  if (group.string_or("nodegroupArn", "") != due.detail.string_or("Arn", "")) return;
  Bodies bodies(due.facilities.objects_dir);
  Caller role = service_linked_caller(due.state, kNodegroupService, kNodegroupRole, "EKS");
  Origin origin = origin_of(role, due, bodies);
  if (std::string id(record->string_or("Template", "")); !id.empty())
    as_nodegroup_service(origin, "ec2", "DeleteLaunchTemplate", Object{{"LaunchTemplateId", id}});
  if (std::string profile(record->string_or("Profile", "")); !profile.empty()) {
    std::string arn(group.string_or("nodeRole", ""));
    Object named{{"InstanceProfileName", profile}, {"RoleName", arn.substr(arn.rfind('/') + 1)}};
    as_nodegroup_service(origin, "iam", "RemoveRoleFromInstanceProfile", std::move(named));
    as_nodegroup_service(origin, "iam", "DeleteInstanceProfile", Object{{"InstanceProfileName", profile}});
  }
  remove(due.state, kNodegroups, due.id);
}

constexpr Effect kEffects[] = {{kFinish, finish}, {kErase, erase_deleted}};

}  // namespace

const NodeImage* find_node_image(std::string_view ami_type) {
  for (const NodeImage& image : kImages)
    if (image.ami_type == ami_type) return &image;
  return nullptr;
}

Output as_nodegroup_service(const Origin& origin, std::string_view service, std::string_view operation,
                            json::Value input) {
  return invoke(origin, {kNodegroupService, Access::forwarded, service, operation, std::move(input)});
}

Output as_nodegroup_service(Call& call, std::string_view service, std::string_view operation,
                            json::Value input) {
  Caller role = service_linked_caller(call.state, kNodegroupService, kNodegroupRole, "EKS");
  Origin origin{role, {}, call.state, call.region, call.now, call.facilities, call.bodies};
  return as_nodegroup_service(origin, service, operation, std::move(input));
}

std::string nodegroup_state(const json::Value& record, base::Time now) {
  return std::string(shown(kLife, state_at(kLife, kept_state(record, "ACTIVE"), now).state));
}

base::Status set_undrained(State state, const std::string& cluster, const json::Value& groups) {
  for (const json::Member& group : groups.as_object()) {
    auto record = find(state, kNodegroups, part_id(cluster, group.name));
    if (!record || !group.value.is_array())
      return base::fail(base::ErrorKind::not_found, "there is no node group `{}` with a list of nodes",
                        group.name);
    record->as_object().set("Undrained", group.value);
    store(state, kNodegroups, part_id(cluster, group.name), *record);
  }
  return {};
}

json::Value seen_nodegroup(const json::Value& record, base::Time now) {
  json::Value group = shown(kNodegroups, record);
  group.as_object().set("status", nodegroup_state(record, now));
  Array issues = record.find("Issues")->as_array();
  if (kept_state(record, "").state == "CREATING") issues.clear();
  group.as_object().set("health", Object{{"issues", std::move(issues)}});
  return group;
}

bool has_nodes(const State& state, std::string_view cluster, base::Time now) {
  std::vector<Entry> all = parts_of(state, kNodegroups, cluster);
  return std::any_of(all.begin(), all.end(), [&](const Entry& one) {
    std::string is = nodegroup_state(one.value, now);
    const json::Value& sizes = *shown(kNodegroups, one.value).find("scalingConfig");
    return (is == "ACTIVE" || is == "UPDATING") && sizes.int_or("desiredSize", 0) > 0;
  });
}

void begin_nodegroup_state(Call& call, json::Value& record, std::string_view state) {
  keep_state(record, {std::string(state), call.now, call.facilities.speed});
  const json::Value& group = shown(kNodegroups, std::as_const(record));
  Object detail{{"Arn", group.string_or("nodegroupArn", "")}};
  if (state == "CREATING") {
    base::Time end = call.now + call.facilities.speed.lasts(kNodegroupTakes);
    schedule(call.state, call.facilities, {end, kFinish, id_of(group), std::move(detail)});
  } else if (state == "DELETING") {
    base::Time end = ends_at(kLife, kept_state(record, "")).value_or(call.now);
    schedule(call.state, call.facilities, {end, kErase, id_of(group), std::move(detail)});
  }
}

std::span<const Effect> nodegroup_effects() {
  return kEffects;
}

}  // namespace account::eks
