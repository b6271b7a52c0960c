// https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html
#include <algorithm>

#include "blueprint/eks/kinds.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/network/ec2_thing.h"

namespace blueprint {
namespace {

using Condition = engine::Reading::Condition;
using Hanging = engine::ResourceKind::Hanging;
using engine::Reading;
using engine::Request;
using engine::Subject;
using json::Object;
using json::Value;

Object named(const Subject& subject) {
  return {{"name", text_of(subject.desired, "name")}};
}

// ---- as EKS writes it

Object endpoint_of(const Subject& subject) {
  const Value& endpoint = *subject.desired.find("endpoint");
  Object input{{"endpointPrivateAccess", endpoint.bool_or("private", true)},
               {"endpointPublicAccess", endpoint.bool_or("public", false)}};
  if (endpoint.bool_or("public", false)) input.set_if("publicAccessCidrs", endpoint.find("cidrs"));
  return input;
}

Object places_of(const Subject& subject) {
  Object input;
  input.set_if("subnetIds", subject.desired.find("subnets"));
  input.set_if("securityGroupIds", subject.desired.find("groups"));
  return input;
}

// Each kind of log is said to be on or off: what is not on is off.
Object logging_of(const Subject& subject) {
  json::Array on, off;
  std::vector<std::string> desired = subject.desired.strings_at("logs");
  for (const char* kind : {"api", "audit", "authenticator", "controllerManager", "scheduler"})
    (std::find(desired.begin(), desired.end(), kind) != desired.end() ? on : off).push_back(kind);
  json::Array setups;
  if (!on.empty()) setups.push_back(Object{{"types", on}, {"enabled", true}});
  if (!off.empty()) setups.push_back(Object{{"types", off}, {"enabled", false}});
  return {{"clusterLogging", std::move(setups)}};
}

// With all that is known: to change a cluster takes minutes for each change. Who makes it gets no right on it by that;
// who may use it is said by access entries alone, but of an account's root there can be none.
Request create(const Subject& subject) {
  Object network = places_of(subject);
  for (json::Member& member : endpoint_of(subject)) network.append(std::move(member));
  Object input = named(subject);
  input.append({"version", text_of(subject.desired, "version")});
  input.append({"roleArn", text_of(subject.desired, "role")});
  input.append({"resourcesVpcConfig", std::move(network)});
  input.append({"logging", logging_of(subject)});
  input.append({"accessConfig", Object{{"authenticationMode", "API"},
                                       {"bootstrapClusterCreatorAdminPermissions",
                                        subject.desired.bool_or("for_root", false)}}});
  if (std::string key = text_of(subject.desired, "secrets_key"); !key.empty())
    input.append({"encryptionConfig", json::Array{Object{{"resources", json::Array{"secrets"}},
                                                         {"provider", Object{{"keyArn", key}}}}}});
  input.append({"clientRequestToken", subject.token});
  input.append({"tags", to_object(tags_to_give(subject))});
  return eks("CreateCluster", std::move(input));
}

// One call for each: EKS takes one change at a time. Minor versions of Kubernetes have two digits.
std::vector<Request> change(const Subject& subject, const std::vector<std::string>& differing) {
  std::vector<Request> requests;
  auto differs = [&](const char* name) {
    return std::find(differing.begin(), differing.end(), name) != differing.end();
  };
  auto configure = [&](const char* member, Object value) {
    Object input = named(subject);
    input.append({member, std::move(value)});
    requests.push_back(eks("UpdateClusterConfig", std::move(input)));
  };
  if (differs("tags")) requests = change_eks_tags(subject);
  if (differs("endpoint")) configure("resourcesVpcConfig", endpoint_of(subject));
  if (differs("logs")) configure("logging", logging_of(subject));
  if (differs("subnets") || differs("groups")) configure("resourcesVpcConfig", places_of(subject));
  if (differs("version")) {
    Object input = named(subject);
    input.append({"version", text_of(subject.desired, "version")});
    if (text_of(subject.desired, "forced") >= text_of(subject.desired, "version"))
      input.append({"force", true});
    requests.push_back(eks("UpdateClusterVersion", std::move(input)));
  }
  return requests;
}

// ---- as it is read

std::vector<std::string> logs_of(const Value& cluster) {
  std::vector<std::string> on;
  const Value* logging = cluster.find("logging");
  if (!logging) return on;
  for (const Value& setup : list_at(*logging, "clusterLogging"))
    if (setup.bool_or("enabled", false))
      for (const std::string& kind : setup.strings_at("types")) on.push_back(kind);
  return on;
}

void read_network(const Value& network, const Subject& subject, Reading& reading) {
  bool is_public = network.bool_or("endpointPublicAccess", true);
  json::Array cidrs;
  const Value* desired = subject.desired.find("endpoint");
  if (is_public && desired) {
    Subject endpoint = subject;
    endpoint.desired = *desired;
    cidrs = in_desired_order(endpoint, "cidrs", network.strings_at("publicAccessCidrs"));
  }
  reading.members.append({"subnets", in_desired_order(subject, "subnets", network.strings_at("subnetIds"))});
  reading.members.append(
      {"groups", in_desired_order(subject, "groups", network.strings_at("securityGroupIds"))});
  reading.members.append({"endpoint", Object{{"private", network.bool_or("endpointPrivateAccess", false)},
                                             {"public", is_public},
                                             {"cidrs", std::move(cidrs)}}});
  reading.outputs.append({"SecurityGroupId", text_of(network, "clusterSecurityGroupId")});
}

std::string within(const Value& cluster, const char* outer, const char* inner) {
  const Value* found = cluster.find(outer);
  return found ? text_of(*found, inner) : "";
}

Condition condition_of(const std::string& status) {
  if (status == "ACTIVE") return Condition::ready;
  if (status == "FAILED") return Condition::failed;
  return status == "DELETING" ? Condition::ending : Condition::pending;
}

Reading read(const Value& output, const Subject& subject) {
  Reading reading;
  const Value* cluster = output.find("cluster");
  if (!cluster) return reading;
  reading.is_there = true;
  std::string status = text_of(*cluster, "status");
  reading.condition = condition_of(status);
  if (reading.condition != Condition::ready) reading.note = status;
  reading.identity = Object{{"Name", text_of(*cluster, "name")}, {"Arn", text_of(*cluster, "arn")}};
  reading.members = {{"name", text_of(*cluster, "name")},
                     {"role", text_of(*cluster, "roleArn")},
                     {"version", text_of(*cluster, "version")},
                     {"logs", in_desired_order(subject, "logs", logs_of(*cluster))}};
  const Value* identity = cluster->find("identity");
  reading.outputs = {{"Name", text_of(*cluster, "name")},
                     {"Arn", text_of(*cluster, "arn")},
                     {"Version", text_of(*cluster, "version")},
                     {"Endpoint", text_of(*cluster, "endpoint")},
                     {"CertificateAuthority", within(*cluster, "certificateAuthority", "data")},
                     {"Issuer", identity ? within(*identity, "oidc", "issuer") : ""}};
  if (const Value* network = cluster->find("resourcesVpcConfig")) read_network(*network, subject, reading);
  const json::Array& encryption = list_at(*cluster, "encryptionConfig");
  reading.members.append(
      {"secrets_key", encryption.empty() ? "" : within(encryption[0], "provider", "keyArn")});
  read_tags(marks_of(cluster->find("tags")), subject, reading);
  return reading;
}

// Nodes that others have brought: they keep the control plane from going, and Slipway ends none that it did not start.
Hanging nodes_of_others(const char* plural, const char* listed, std::string_view kind, const char* member,
                        const char* noun) {
  Hanging hanging;
  hanging.look = [plural](const Subject& subject) {
    return eks(fmt::format("List{}", plural), Object{{"clusterName", text_of(subject.desired, "name")}});
  };
  hanging.member = member;
  hanging.owner = "whoever made them";
  hanging.names = [listed](const Value& output) { return output.strings_at(listed); };
  hanging.our_kind = kind;
  hanging.our_member = "name";
  hanging.remedy = fmt::format("remove them first (aws eks delete-{}), then run it again", noun);
  return hanging;
}

}  // namespace

engine::ResourceKind control_plane_kind() {
  engine::ResourceKind kind = eks_kind(kControlPlane, "Cluster");
  kind.why = "the API of the cluster, and what runs it";
  kind.name_from = {"name"};
  kind.in_place = {"version", "subnets", "groups", "endpoint", "logs", "tags"};
  // Said with a call, and shown by none.
  kind.foreign = {{"for_root", "whoever made it"}, {"forced", "whoever upgrades it"}};
  kind.varying = {"Version"};
  kind.runs_workloads = true;
  kind.creating = std::chrono::minutes(10);
  kind.changing = std::chrono::minutes(3);
  kind.slow = {{"version", std::chrono::minutes(10)}};
  kind.removing = std::chrono::minutes(3);
  kind.patience = std::chrono::minutes(60);
  kind.changing_calls = {{"eks", "UpdateClusterConfig"}};
  kind.reasons["eks CreateCluster"] = "makes the control plane in subnets of the network, with its logs on";
  kind.reasons["eks UpdateClusterConfig"] =
      "changes who reaches the API, which logs are kept, and where it stands";
  kind.reasons["eks UpdateClusterVersion"] = "brings the control plane to the next minor version";
  kind.reasons["eks DescribeUpdate"] =
      "sees how a change of the control plane goes on, and why it has failed";
  kind.reasons["eks DeleteCluster"] = "removes the control plane when no node group is left";
  kind.remedies["ResourceLimitExceededException"] =
      "remove a cluster that nobody uses, or ask for more in Service Quotas (`Clusters`, L-1194D53C); then "
      "run it again";
  kind.remedies["UnsupportedAvailabilityZoneException"] =
      "EKS has no room in one of these zones: take others";
  kind.remedies["InvalidStateException"] =
      "`aws eks list-insights` tells what would break by the next version: mend it, or say --ignore-insights";
  kind.hanging = {nodes_of_others("Nodegroups", "nodegroups", kNodeGroup, "node groups", "nodegroup"),
                  nodes_of_others("FargateProfiles", "fargateProfileNames", kFargateProfile,
                                  "Fargate profiles", "fargate-profile")};
  kind.reasons["eks ListNodegroups"] =
      "sees whether others have brought nodes, which keep the cluster from going";
  kind.reasons["eks ListFargateProfiles"] =
      "sees whether others run pods without nodes, which keep the cluster from going";
  kind.follow = follow_update();
  kind.create = create;
  kind.find = kind.read = [](const Subject& subject) { return eks("DescribeCluster", named(subject)); };
  kind.change = change;
  kind.remove = [](const Subject& subject) { return eks("DeleteCluster", named(subject)); };
  kind.identity_of = [](const Value& output, const Subject& subject) {
    const Value* cluster = output.find("cluster");
    return Object{{"Name", text_of(subject.desired, "name")},
                  {"Arn", cluster ? text_of(*cluster, "arn") : ""}};
  };
  kind.reading = read;
  return kind;
}

}  // namespace blueprint
