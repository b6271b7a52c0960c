#include <algorithm>

#include "account/call/facilities.h"
#include "services/eks/access_entry.h"
#include "services/eks/answers.h"
#include "services/eks/cluster.h"
#include "services/eks/cluster_state.h"
#include "services/eks/eks.h"
#include "services/eks/nodegroup.h"
#include "services/eks/refused_input.h"
#include "services/eks/service_role.h"
#include "services/eks/update_record.h"
#include "services/quotas.h"

namespace account::eks {
namespace {

using json::Array;

constexpr std::string_view kDefaultType = "AL2023_x86_64_STANDARD";

// --- checks ---------------------------------------------------------------------------------------------------------

aws::Result<void> check_sizes(const Call& call, const json::Value& sizes) {
  int64_t least = sizes.int_or("minSize", 0), most = sizes.int_or("maxSize", 0);
  int64_t wanted = sizes.int_or("desiredSize", 0);
  if (least > wanted)
    return invalid(fmt::format("Minimum capacity {} can't be greater than desired size {}", least, wanted));
  if (wanted > most)
    return invalid(fmt::format("desired capacity {} can't be greater than max size {}", wanted, most));
  return check_quota(call, quotas::kNodesPerNodeGroup, static_cast<size_t>(std::max<int64_t>(most - 1, 0)));
}

// What belongs into the template where there is one, and what it must not say (EKS User Guide, "Customize managed nodes
// with launch templates").
aws::Result<void> check_template(const Input& in, const json::Object& data) {
  if (!in.has("launchTemplate")) return {};
  if (in.has("diskSize")) return invalid("Disk size must be specified within the launch template.");
  if (in.has("remoteAccess"))
    return invalid("Remote access configuration cannot be specified with a launch template.");
  if (data.find("InstanceType") && in.has("instanceTypes"))
    return invalid(
        "Instance types must be specified either within the launch template or in the request, not both.");
  if (data.find("ImageId") && in.has("amiType") && in.text("amiType") != "CUSTOM")
    return invalid("You cannot specify an AMI Type when specifying an image id in your launch template.");
  if (data.find("ImageId") && (in.has("version") || in.has("releaseVersion")))
    return invalid("You cannot specify the field version when using custom AMIs.");
  if (data.find("IamInstanceProfile"))
    return invalid(
        "Launch template should not specify an instance profile. The noderole in your request will be used.");
  const json::Value* interfaces = data.find("NetworkInterfaces");
  if (interfaces)
    for (const json::Value& one : interfaces->as_array())
      if (one.find("SubnetId"))
        return invalid("Launch template should not specify a subnet ID in a network interface.");
  return {};
}

aws::Result<void> check_simulated(const Input& in) {
  for (std::string_view member : {"remoteAccess", "nodeRepairConfig", "warmPoolConfig"})
    if (in.knows(member) && in.has(member))
      return aws::error("InvalidRequestException", 400, "{} is not simulated (see docs/operations.md)",
                        member);
  return {};
}

// --- made -----------------------------------------------------------------------------------------------------------

json::Value with_said(Object defaults, const json::Value* said) {
  if (said)
    for (const json::Member& one : said->as_object()) defaults.set(one.name, one.value);
  return defaults;
}

std::string ami_type(const Input& in, const json::Object& data) {
  if (data.find("ImageId")) return "CUSTOM";
  return in.has("amiType") ? in.text("amiType") : std::string(kDefaultType);
}

Array instance_types(const Input& in, const json::Object& data, const std::string& type) {
  if (const json::Value* said = in.find("instanceTypes"); said && !said->as_array().empty())
    return said->as_array();
  if (data.find("InstanceType")) return {};
  const NodeImage* image = find_node_image(type);
  return Array{image ? image->default_type : "t3.medium"};
}

json::Object new_group(const Call& call, const std::string& version, const json::Object& data) {
  const Input& in = call.input;
  std::string type = ami_type(in, data);
  Object group{{"nodegroupName", in.text("nodegroupName")},
               {"clusterName", in.text(kClusterName)},
               {"version", version},
               {"createdAt", base::to_ms(call.now)},
               {"modifiedAt", base::to_ms(call.now)},
               {"capacityType", in.has("capacityType") ? in.text("capacityType") : "ON_DEMAND"},
               {"scalingConfig",
                with_said({{"minSize", 1}, {"maxSize", 2}, {"desiredSize", 2}}, in.find("scalingConfig"))},
               {"updateConfig", with_said({}, in.find("updateConfig"))},
               {"subnets", *in.find("subnets")},
               {"amiType", type},
               {"nodeRole", in.text("nodeRole")},
               {"tags", Object()}};
  if (!in.has("updateConfig")) group.set("updateConfig", Object{{"maxUnavailable", 1}});
  if (Array types = instance_types(in, data, type); !types.empty())
    group.set("instanceTypes", std::move(types));
  for (std::string_view member : {"labels", "taints", "tags", "launchTemplate"})
    group.set_if(member, in.find(member));
  if (!in.has("launchTemplate")) group.set("diskSize", in.number("diskSize", 20));
  group.set("releaseVersion", in.has("releaseVersion") ? in.text("releaseVersion") : version);
  group.set("nodegroupArn", arn_of(call.state, kNodegroups,
                                   Object{{"clusterName", in.text(kClusterName)},
                                          {"nodegroupName", in.text("nodegroupName")},
                                          {"id", call.facilities.random.uuid()}}));
  return group;
}

// The cluster's; or the one that it is to be taken back to, before which nodes go.
aws::Result<std::string> wanted_version(const Call& call, const json::Value& cluster) {
  std::string of_cluster(cluster.find("Cluster")->string_or("version", ""));
  std::string said = call.input.text("version");
  if (said.empty() || said == of_cluster) return of_cluster;
  if (said == goes_back_to(cluster, call.now)) return said;
  return invalid(fmt::format(
      "Requested Nodegroup release version {} is invalid. Allowed release version is {}", said, of_cluster));
}

Output create(Call& call) {
  const Input& in = call.input;
  const Found& cluster = call.the();
  std::string name = in.text("nodegroupName"), id = part_id(cluster.named, name);
  TRY(check_takes_parts(call));
  TRY(check_simulated(in));
  TRY(check_tags(in.find("tags"), "InvalidParameterException"));
  if (find(call.state, kNodegroups, id))
    return aws::error("ResourceInUseException", 409,
                      "NodeGroup already exists with name {} and cluster name {}", name, cluster.named);
  TRY(check_quota(call, quotas::kNodeGroups, parts_of(call.state, kNodegroups, cluster.named).size()));
  std::string version = TRY(wanted_version(call, cluster.record));
  json::Object data = TRY(template_data(call));
  TRY(check_template(in, data));
  json::Object group = new_group(call, version, data);
  TRY(check_sizes(call, *group.find("scalingConfig")));
  if (group.find("amiType")->as_string() != "CUSTOM" && !find_node_image(group.find("amiType")->as_string()))
    return invalid(fmt::format("AMI type {} is not supported for kubernetes version {}",
                               group.find("amiType")->as_string(), version));
  TRY(check_as_caller(call));
  let_nodes_in(call, cluster.record, in.text("nodeRole"), "EC2_LINUX");
  json::Value record = Object{{"Nodegroup", std::move(group)}};
  build_nodegroup(call, record, data);
  call.make(kNodegroups, id, record);
  return Object{{"nodegroup", seen_nodegroup(record, call.now)}};
}

Output describe(Call& call) {
  return Object{{"nodegroup", seen_nodegroup(call.the().record, call.now)}};
}

Output list(Call& call) {
  return list_page(call, parts_of(call.state, kNodegroups, call.the().named), "nodegroups",
                   [](const Entry& one) { return *shown(kNodegroups, one.value).find("nodegroupName"); });
}

// --- changed --------------------------------------------------------------------------------------------------------

aws::Result<void> check_is_settled(const Call& call, const Found& group) {
  std::string state = nodegroup_state(group.record, call.now);
  if (state == "ACTIVE") return {};
  return aws::error("ResourceInUseException", 409,
                    "Nodegroup cannot be updated as it is currently not in Active State");
}

std::string asg_of(const json::Object& group) {
  return std::string(
      group.find("resources")->find("autoScalingGroups")->as_array().front().string_or("name", ""));
}

void change_labels(const json::Value& said, json::Object& group) {
  json::Value& labels = group["labels"];
  if (!labels.is_object()) labels = Object();
  if (const json::Value* more = said.find("addOrUpdateLabels"))
    for (const json::Member& one : more->as_object()) labels.as_object().set(one.name, one.value);
  for (const std::string& gone : said.strings_at("removeLabels")) labels.as_object().erase(gone);
}

void change_taints(const json::Value& said, json::Object& group) {
  json::Value& taints = group["taints"];
  if (!taints.is_array()) taints = Array();
  auto drop = [&](const json::Value& other) {
    std::erase_if(taints.as_array(), [&](const json::Value& one) {
      return one.string_or("key", "") == other.string_or("key", "") &&
             one.string_or("effect", "") == other.string_or("effect", "");
    });
  };
  if (const json::Value* gone = said.find("removeTaints"))
    for (const json::Value& one : gone->as_array()) drop(one);
  if (const json::Value* more = said.find("addOrUpdateTaints"))
    for (const json::Value& one : more->as_array()) {
      drop(one);
      taints.as_array().push_back(one);
    }
}

Output begin_change(Call& call, Found& found, std::string_view type, Array parameters) {
  shown(kNodegroups, found.record).set("modifiedAt", base::to_ms(call.now));
  begin_nodegroup_state(call, found.record, "UPDATING");
  call.save(found);
  return Object{{"update", put_update(call, kNodegroupUpdate, found.named, type, std::move(parameters))}};
}

Output update_config(Call& call) {
  TRY(check_takes_parts(call));
  TRY(check_simulated(call.input));
  Found& found = call.the();
  TRY(check_is_settled(call, found));
  json::Object& group = shown(kNodegroups, found.record);
  Array parameters;
  if (const json::Value* sizes = call.input.find("scalingConfig")) {
    json::Value all = with_said(group.find("scalingConfig")->as_object(), sizes);
    TRY(check_sizes(call, all));
    TRY(as_nodegroup_service(call, "autoscaling", "UpdateAutoScalingGroup",
                             Object{{"AutoScalingGroupName", asg_of(group)},
                                    {"MinSize", all.int_or("minSize", 0)},
                                    {"MaxSize", all.int_or("maxSize", 0)},
                                    {"DesiredCapacity", all.int_or("desiredSize", 0)}}));
    for (const auto& [member, name] : {std::pair("minSize", "MinSize"), std::pair("maxSize", "MaxSize"),
                                       std::pair("desiredSize", "DesiredSize")})
      if (const json::Value* value = sizes->find(member))
        parameters.push_back(update_parameter(name, std::to_string(value->as_int())));
    group.set("scalingConfig", std::move(all));
  }
  if (const json::Value* said = call.input.find("labels")) {
    change_labels(*said, group);
    parameters.push_back(update_parameter("LabelsToAdd", json::dump(*said)));
  }
  if (const json::Value* said = call.input.find("taints")) {
    change_taints(*said, group);
    parameters.push_back(update_parameter("TaintsToAdd", json::dump(*said)));
  }
  if (const json::Value* said = call.input.find("updateConfig")) {
    group.set("updateConfig", *said);
    if (const json::Value* most = said->find("maxUnavailable"))
      parameters.push_back(update_parameter("MaxUnavailable", std::to_string(most->as_int())));
  }
  return begin_change(call, found, "ConfigUpdate", std::move(parameters));
}

// Nodes that pods do not leave: after 15 minutes it is given up, and the group is as before (EKS User Guide,
// "Understand each phase of node updates").
Output fail_later(Call& call, Found& found, const json::Value& nodes, Array parameters) {
  begin_nodegroup_state(call, found.record, kUpdatingInVain);
  call.save(found);
  std::string name(shown(kNodegroups, found.record).find("nodegroupName")->as_string());
  Object error{
      {"errorCode", "PodEvictionFailure"},
      {"errorMessage",
       fmt::format("Reached max retries while trying to evict pods from nodes in node group {}", name)},
      {"resourceIds", nodes}};
  return Object{{"update", put_failing_update(call, kNodegroupUpdate, found.named, "VersionUpdate",
                                              std::move(parameters), std::move(error))}};
}

// Its nodes keep running with what they were launched with: of draining only its failure is simulated.
Output update_version(Call& call) {
  TRY(check_takes_parts(call));
  Found& found = call.the();
  TRY(check_is_settled(call, found));
  const Input& in = call.input;
  json::Object& group = shown(kNodegroups, found.record);
  json::Value cluster = TRY(require(call.state, kClusters, in.text(kClusterName)));
  std::string version = TRY(wanted_version(call, cluster));
  Array parameters{update_parameter("Version", version), update_parameter("ReleaseVersion", version)};
  const json::Value* undrained = found.record.find("Undrained");
  if (undrained && !undrained->as_array().empty() && !in.flag("force"))
    return fail_later(call, found, *undrained, std::move(parameters));
  if (const json::Value* named = in.find("launchTemplate")) {
    if (!group.find("launchTemplate"))
      return invalid("Node group was not created with a launch template, so none can be specified for it.");
    group.set("launchTemplate", with_said(group.find("launchTemplate")->as_object(), named));
  }
  group.set("version", version);
  group.set("releaseVersion", in.has("releaseVersion") ? in.text("releaseVersion") : version);
  return begin_change(call, found, "VersionUpdate", std::move(parameters));
}

Output remove_group(Call& call) {
  TRY(check_takes_parts(call));
  Found& found = call.the();
  if (nodegroup_state(found.record, call.now) != "DELETING") {
    // Its Auto Scaling group may never have come to be.
    as_nodegroup_service(
        call, "autoscaling", "DeleteAutoScalingGroup",
        Object{{"AutoScalingGroupName", asg_of(shown(kNodegroups, found.record))}, {"ForceDelete", true}});
    begin_nodegroup_state(call, found.record, "DELETING");
    call.save(found);
  }
  json::Value seen = seen_nodegroup(found.record, call.now);
  seen.as_object().set("status", "DELETING");  // also if nothing takes any time
  return Object{{"nodegroup", std::move(seen)}};
}

constexpr Operation kOperations[] = {
    {"CreateNodegroup",
     {on(kClusters, kClusterName), creates(kNodegroups).asks("eks:TagResource").when("tags"),
      passes(kEks, "nodeRole")},
     create},
    {"DescribeNodegroup", {on(kNodegroups)}, describe},
    {"ListNodegroups", {on(kClusters, kClusterName)}, list},
    {"UpdateNodegroupConfig", {on(kNodegroups)}, update_config},
    {"UpdateNodegroupVersion", {on(kNodegroups)}, update_version},
    {"DeleteNodegroup", {on(kNodegroups)}, remove_group},
};

}  // namespace

std::span<const Operation> nodegroup_operations() {
  return kOperations;
}

}  // namespace account::eks
