// https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html
#include "blueprint/eks/kinds.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/network/ec2_thing.h"

namespace blueprint {
namespace {

using Condition = engine::Reading::Condition;
using engine::Reading;
using engine::Request;
using engine::Subject;
using json::Object;
using json::Value;

Object place(const Subject& subject) {
  return {{"clusterName", text_of(subject.desired, "cluster")},
          {"fargateProfileName", text_of(subject.desired, "name")}};
}

Request create(const Subject& subject) {
  Object input = place(subject);
  input.append({"podExecutionRoleArn", text_of(subject.desired, "role")});
  input.append({"subnets", *subject.desired.find("subnets")});
  input.append({"selectors", *subject.desired.find("selectors")});
  input.append({"clientRequestToken", subject.token});
  input.append({"tags", to_object(tags_to_give(subject))});
  return eks("CreateFargateProfile", std::move(input));
}

json::Array selectors_of(const Value& profile) {
  json::Array selectors;
  for (const Value& each : list_at(profile, "selectors"))
    selectors.push_back(Object{{"namespace", text_of(each, "namespace")},
                               {"labels", to_object(marks_of(each.find("labels")))}});
  return selectors;
}

Condition condition_of(const std::string& status) {
  if (status == "ACTIVE") return Condition::ready;
  if (status == "DELETING") return Condition::ending;
  return status.ends_with("_FAILED") ? Condition::failed : Condition::pending;
}

Reading read(const Value& output, const Subject& subject) {
  Reading reading;
  const Value* profile = output.find("fargateProfile");
  if (!profile) return reading;
  reading.is_there = true;
  std::string status = text_of(*profile, "status");
  reading.condition = condition_of(status);
  if (reading.condition != Condition::ready) reading.note = status;
  reading.identity = Object{{"Cluster", text_of(*profile, "clusterName")},
                            {"Name", text_of(*profile, "fargateProfileName")},
                            {"Arn", text_of(*profile, "fargateProfileArn")}};
  reading.members = {{"cluster", text_of(*profile, "clusterName")},
                     {"name", text_of(*profile, "fargateProfileName")},
                     {"role", text_of(*profile, "podExecutionRoleArn")},
                     {"subnets", in_desired_order(subject, "subnets", profile->strings_at("subnets"))},
                     {"selectors", selectors_of(*profile)}};
  reading.outputs = {{"Arn", text_of(*profile, "fargateProfileArn")}};
  read_tags(marks_of(profile->find("tags")), subject, reading);
  return reading;
}

}  // namespace

// EKS changes none of it but its tags. Profiles of a cluster are made one after the other, and go so.
engine::ResourceKind fargate_profile_kind() {
  engine::ResourceKind kind = eks_kind(kFargateProfile, "FargateProfile");
  kind.why = "pods run without nodes of the cluster's own";
  kind.name_from = {"cluster", "name"};
  kind.in_place = {"tags"};
  kind.runs_workloads = true;
  kind.creating = std::chrono::seconds(90);
  kind.removing = std::chrono::seconds(120);
  kind.patience = std::chrono::minutes(60);
  kind.reasons["eks CreateFargateProfile"] = "says which pods Fargate runs, and in which subnets";
  kind.reasons["eks DeleteFargateProfile"] = "ends these pods";
  kind.remedies["ResourceLimitExceededException"] =
      "ask for more in Service Quotas (`Fargate profiles per cluster`, L-23414FF3), and run it again";
  kind.create = create;
  kind.find =
      kind.read = [](const Subject& subject) { return eks("DescribeFargateProfile", place(subject)); };
  kind.change = [](const Subject& subject, const std::vector<std::string>&) {
    return change_eks_tags(subject);
  };
  kind.remove = [](const Subject& subject) { return eks("DeleteFargateProfile", place(subject)); };
  kind.identity_of = [](const Value& output, const Subject& subject) {
    return read(output, subject).identity;
  };
  kind.reading = read;
  return kind;
}

}  // namespace blueprint
