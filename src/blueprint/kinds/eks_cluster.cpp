// https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html
#include <array>

#include "blueprint/kinds/kinds.h"

namespace blueprint {
namespace {

using Condition = engine::Reading::Condition;
using engine::Reading;
using engine::Request;
using engine::Subject;
using json::Object;
using json::Value;

// By these names the account on this machine knows a cluster that stands in no network of it. AWS's own has no such
// subnets and says so: there the cluster is made by whoever makes its network, and Slipway uses it.
constexpr std::array<std::string_view, 2> kSubnets = {"subnet-on-this-machine-a", "subnet-on-this-machine-b"};

Request request(std::string operation, const Subject& subject) {
  bool is_known = !subject.identity.is_null();
  return {"eks", std::move(operation),
          Object{{"name", text_of(is_known ? subject.identity : subject.desired, "name")}}};
}

Request create(const Subject& subject) {
  return {"eks", "CreateCluster",
          engine::literal(Object{
              {"name", text_of(subject.desired, "name")},
              {"roleArn", text_of(subject.desired, "role")},
              {"resourcesVpcConfig", Object{{"subnetIds", json::Array(kSubnets.begin(), kSubnets.end())}}},
              {"accessConfig", Object{{"authenticationMode", "API_AND_CONFIG_MAP"}}},
              {"tags", *subject.desired.find("tags")}})};
}

base::Result<std::vector<Request>> mark(const Value& output, const Subject& subject) {
  const Value& cluster = *output.find("cluster");
  Marks ours = marks_of(subject.desired.find("tags"));
  TRY(check_unmarked(fmt::format("cluster `{}`", text_of(cluster, "name")), marks_of(cluster.find("tags")),
                     ours));
  return std::vector{
      Request{"eks", "TagResource",
              engine::literal(Object{{"resourceArn", text_of(cluster, "arn")}, {"tags", to_object(ours)}})}};
}

Reading read(const Value& output, const Subject& subject) {
  Reading reading;
  const Value* cluster = output.find("cluster");
  if (!cluster) return reading;
  judge(marks_of(cluster->find("tags")), subject, reading);
  std::string name = text_of(*cluster, "name"), status = text_of(*cluster, "status");
  const Value* identity = cluster->find("identity");
  const Value* oidc = identity ? identity->find("oidc") : nullptr;
  reading.identity = Object{{"name", name}};
  reading.members = {{"name", name},
                     {"role", text_of(*cluster, "roleArn")},
                     {"tags", to_object(marks_of(cluster->find("tags")))}};
  reading.outputs = {{"Issuer", oidc ? text_of(*oidc, "issuer") : ""}, {"Status", status}};
  if (status == "ACTIVE") return reading;
  reading.condition = status == "FAILED"     ? Condition::failed
                      : status == "DELETING" ? Condition::ending
                                             : Condition::pending;
  if (reading.is_ours) reading.note = status;
  return reading;
}

}  // namespace

engine::ResourceKind eks_cluster_kind() {
  engine::ResourceKind kind;
  kind.name = kEksCluster;
  kind.why = "what services run on";
  kind.name_from = {"name"};
  kind.foreign = {{"role", "whoever made it"}, {"tags", "whoever tags it"}};  // set when it is made
  kind.varying = {"Status"};
  kind.runs_workloads = true;
  kind.absent = {"ResourceNotFoundException"};
  kind.taken = {"ResourceInUseException"};
  kind.creating = std::chrono::minutes(10);  // as EKS takes about
  kind.changing = std::chrono::minutes(10);
  kind.removing = std::chrono::minutes(5);
  kind.patience = std::chrono::minutes(40);
  kind.creating_calls = {{"eks", "CreateCluster"}};
  kind.removing_calls = {{"eks", "DeleteCluster"}};
  kind.create = create;
  kind.mark = mark;
  kind.find = kind.read = [](const Subject& subject) { return request("DescribeCluster", subject); };
  kind.change = [](const Subject&, const std::vector<std::string>&) { return std::vector<Request>(); };
  kind.remove = [](const Subject& subject) { return request("DeleteCluster", subject); };
  kind.identity_of = [](const Value&, const Subject& subject) {
    return Object{{"name", text_of(subject.desired, "name")}};
  };
  kind.reading = read;
  return kind;
}

Object desired_eks_cluster(const std::string& name, const std::string& role_arn, const Marks& tags) {
  return {{"name", name}, {"role", role_arn}, {"tags", to_object(tags)}};
}

}  // namespace blueprint
