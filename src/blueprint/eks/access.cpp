// Who may speak with a cluster's API: entries for principals of IAM, and what policies of EKS let them do.
// https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html
#include <algorithm>

#include "blueprint/eks/kinds.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/network/ec2_thing.h"

namespace blueprint {
namespace {

using engine::Reading;
using engine::Request;
using engine::Subject;
using json::Object;
using json::Value;

Object place(const Subject& subject) {
  return {{"clusterName", text_of(subject.desired, "cluster")},
          {"principalArn", text_of(subject.desired, "principal")}};
}

Request create_entry(const Subject& subject) {
  Object input = place(subject);
  input.append({"type", text_of(subject.desired, "type")});
  if (!subject.desired.strings_at("groups").empty())
    input.append({"kubernetesGroups", *subject.desired.find("groups")});
  input.append({"clientRequestToken", subject.token});
  input.append({"tags", to_object(tags_to_give(subject))});
  return eks("CreateAccessEntry", std::move(input));
}

std::vector<Request> change_entry(const Subject& subject, const std::vector<std::string>& differing) {
  std::vector<Request> requests;
  if (std::find(differing.begin(), differing.end(), "tags") != differing.end())
    requests = change_eks_tags(subject);
  if (std::find(differing.begin(), differing.end(), "groups") == differing.end()) return requests;
  Object input = place(subject);
  input.append({"kubernetesGroups", *subject.desired.find("groups")});
  requests.push_back(eks("UpdateAccessEntry", std::move(input)));
  return requests;
}

// Those of nodes are EKS's own.
json::Array groups_of(const Value& entry, const Subject& subject) {
  if (text_of(entry, "type") != "STANDARD") return list_at(subject.desired, "groups");
  return in_desired_order(subject, "groups", entry.strings_at("kubernetesGroups"));
}

Reading read_entry(const Value& output, const Subject& subject) {
  Reading reading;
  const Value* entry = output.find("accessEntry");
  if (!entry) return reading;
  reading.is_there = true;
  reading.identity = Object{{"Cluster", text_of(*entry, "clusterName")},
                            {"Principal", text_of(*entry, "principalArn")},
                            {"Arn", text_of(*entry, "accessEntryArn")}};
  reading.members = {{"cluster", text_of(*entry, "clusterName")},
                     {"principal", text_of(*entry, "principalArn")},
                     {"type", text_of(*entry, "type")},
                     {"groups", groups_of(*entry, subject)}};
  read_tags(marks_of(entry->find("tags")), subject, reading);
  return reading;
}

// ---- policies

Object policy_place(const Subject& subject) {
  Object input = place(subject);
  input.append({"policyArn", text_of(subject.desired, "policy")});
  return input;
}

// To associate one again is to change its scope.
Request associate(const Subject& subject) {
  std::vector<std::string> namespaces = subject.desired.strings_at("namespaces");
  Object scope{{"type", namespaces.empty() ? "cluster" : "namespace"}};
  if (!namespaces.empty()) scope.append({"namespaces", *subject.desired.find("namespaces")});
  Object input = policy_place(subject);
  input.append({"accessScope", std::move(scope)});
  return eks("AssociateAccessPolicy", std::move(input));
}

Reading read_policy(const Value& output, const Subject& subject) {
  Reading reading;
  for (const Value& policy : list_at(output, "associatedAccessPolicies")) {
    if (text_of(policy, "policyArn") != text_of(subject.desired, "policy")) continue;
    const Value* scope = policy.find("accessScope");
    std::vector<std::string> namespaces =
        scope ? scope->strings_at("namespaces") : std::vector<std::string>();
    reading.is_there = true;
    reading.identity = policy_place(subject);
    reading.members = {{"cluster", text_of(subject.desired, "cluster")},
                       {"principal", text_of(subject.desired, "principal")},
                       {"policy", text_of(policy, "policyArn")},
                       {"namespaces", in_desired_order(subject, "namespaces", namespaces)}};
  }
  return reading;
}

}  // namespace

engine::ResourceKind access_entry_kind() {
  engine::ResourceKind kind = eks_kind(kAccessEntry, "AccessEntry");
  kind.why = "a principal of IAM is somebody in the cluster";
  kind.name_from = {"cluster", "principal"};
  kind.in_place = {"groups", "tags"};
  kind.patience = std::chrono::minutes(10);
  kind.changing_calls = {{"eks", "UpdateAccessEntry"}};
  kind.reasons["eks CreateAccessEntry"] = "lets a principal of IAM into the cluster";
  kind.reasons["eks UpdateAccessEntry"] = "puts it into other groups of Kubernetes";
  kind.reasons["eks DeleteAccessEntry"] = "lets it in no more";
  kind.create = create_entry;
  kind.find = kind.read = [](const Subject& subject) { return eks("DescribeAccessEntry", place(subject)); };
  kind.change = change_entry;
  kind.remove = [](const Subject& subject) { return eks("DeleteAccessEntry", place(subject)); };
  kind.identity_of = [](const Value& output, const Subject& subject) {
    return read_entry(output, subject).identity;
  };
  kind.reading = read_entry;
  return kind;
}

engine::ResourceKind access_policy_kind() {
  engine::ResourceKind kind = eks_kind(kAccessPolicy, "AccessPolicy");
  kind.why = "what somebody may do in the cluster";
  kind.name_from = {"cluster", "principal", "policy"};
  kind.in_place = {"namespaces"};
  kind.patience = std::chrono::minutes(10);
  kind.creating_calls = {{"eks", "AssociateAccessPolicy"}};
  kind.changing_calls = {{"eks", "AssociateAccessPolicy"}};
  kind.removing_calls = {{"eks", "DisassociateAccessPolicy"}};
  kind.reasons = {
      {"eks AssociateAccessPolicy", "gives somebody rights in the cluster, or in namespaces of it"},
      {"eks ListAssociatedAccessPolicies", "sees which rights somebody has"},
      {"eks DisassociateAccessPolicy", "takes these rights back"}};
  kind.create = associate;
  kind.find =
      kind.read = [](const Subject& subject) { return eks("ListAssociatedAccessPolicies", place(subject)); };
  kind.change = [](const Subject& subject, const std::vector<std::string>&) {
    return std::vector{associate(subject)};
  };
  kind.remove = [](const Subject& subject) { return eks("DisassociateAccessPolicy", policy_place(subject)); };
  kind.identity_of = [](const Value&, const Subject& subject) { return policy_place(subject); };
  kind.reading = read_policy;
  return kind;
}

}  // namespace blueprint
