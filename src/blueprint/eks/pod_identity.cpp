// https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html
#include <algorithm>

#include "blueprint/eks/kinds.h"
#include "blueprint/kinds/kinds.h"

namespace blueprint {
namespace {

using engine::Reading;
using engine::Request;
using engine::Subject;
using json::Object;
using json::Value;

// EKS knows an association by an id of its own making; a service account has one at most.
Request look(const Subject& subject) {
  return eks("ListPodIdentityAssociations",
             {{"clusterName", text_of(subject.desired, "cluster")},
              {"namespace", text_of(subject.desired, "namespace")},
              {"serviceAccount", text_of(subject.desired, "service_account")}});
}

Object known(const Subject& subject) {
  return {{"clusterName", text_of(subject.desired, "cluster")},
          {"associationId", text_of(subject.identity, "Id")}};
}

Request create(const Subject& subject) {
  return eks("CreatePodIdentityAssociation", {{"clusterName", text_of(subject.desired, "cluster")},
                                              {"namespace", text_of(subject.desired, "namespace")},
                                              {"serviceAccount", text_of(subject.desired, "service_account")},
                                              {"roleArn", text_of(subject.desired, "role")},
                                              {"clientRequestToken", subject.token},
                                              {"tags", to_object(tags_to_give(subject))}});
}

std::vector<Request> change(const Subject& subject, const std::vector<std::string>& differing) {
  std::vector<Request> requests;
  if (std::find(differing.begin(), differing.end(), "tags") != differing.end())
    requests = change_eks_tags(subject);
  if (std::find(differing.begin(), differing.end(), "role") == differing.end()) return requests;
  Object input = known(subject);
  input.append({"roleArn", text_of(subject.desired, "role")});
  requests.push_back(eks("UpdatePodIdentityAssociation", std::move(input)));
  return requests;
}

void read_place(const Value& association, Reading& reading) {
  reading.is_there = true;
  reading.identity =
      Object{{"Id", text_of(association, "associationId")}, {"Arn", text_of(association, "associationArn")}};
  reading.members = {{"cluster", text_of(association, "clusterName")},
                     {"namespace", text_of(association, "namespace")},
                     {"service_account", text_of(association, "serviceAccount")}};
}

Reading read(const Value& output, const Subject&) {
  Reading reading;
  for (const Value& association : list_at(output, "associations")) read_place(association, reading);
  return reading;
}

engine::ResourceKind::Detail role_and_tags() {
  return {[](const Subject& subject) { return eks("DescribePodIdentityAssociation", known(subject)); },
          [](const Value& output, const Subject& subject, Reading& reading) {
            const Value* association = output.find("association");
            if (!association) return;
            reading.members.set("role", text_of(*association, "roleArn"));
            read_tags(marks_of(association->find("tags")), subject, reading);
          }};
}

}  // namespace

engine::ResourceKind pod_identity_kind() {
  engine::ResourceKind kind = eks_kind(kPodIdentity, "PodIdentityAssociation");
  kind.why = "pods of a service account have a role, and no key";
  kind.name_from = {"cluster", "namespace", "service_account"};
  kind.in_place = {"role", "tags"};
  kind.patience = std::chrono::minutes(10);
  kind.changing_calls = {{"eks", "UpdatePodIdentityAssociation"}};
  kind.reasons["eks CreatePodIdentityAssociation"] = "gives pods of a service account their role";
  kind.reasons["eks ListPodIdentityAssociations"] = "sees whether the service account has a role";
  kind.reasons["eks DescribePodIdentityAssociation"] = "sees which role that is";
  kind.reasons["eks UpdatePodIdentityAssociation"] = "gives them another role";
  kind.reasons["eks DeletePodIdentityAssociation"] = "takes the role from them";
  kind.create = create;
  kind.find = kind.read = look;
  kind.details = {role_and_tags()};
  kind.change = change;
  kind.remove = [](const Subject& subject) { return eks("DeletePodIdentityAssociation", known(subject)); };
  kind.identity_of = [](const Value& output, const Subject&) -> Value {
    Reading reading;
    if (const Value* association = output.find("association")) read_place(*association, reading);
    return reading.identity;
  };
  kind.reading = read;
  return kind;
}

}  // namespace blueprint
