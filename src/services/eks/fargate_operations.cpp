#include <algorithm>

#include "account/call/facilities.h"
#include "services/eks/access_entry.h"
#include "services/eks/answers.h"
#include "services/eks/cluster.h"
#include "services/eks/cluster_state.h"
#include "services/eks/eks.h"
#include "services/eks/fargate.h"
#include "services/eks/refused_input.h"
#include "services/eks/service_role.h"
#include "services/quotas.h"

namespace account::eks {
namespace {

using json::Array;

constexpr std::string_view kFargatePods = "eks-fargate-pods.amazonaws.com";
constexpr size_t kMostSelectors = 5;
constexpr size_t kMostLabels = 5;

// Profiles of a cluster are made and removed one after the other (EKS API Reference, CreateFargateProfile and
// DeleteFargateProfile).
aws::Result<void> check_turn(const Call& call, const std::string& cluster, std::string_view change) {
  for (std::string_view status : {"CREATING", "DELETING"}) {
    std::string other = profile_in(call.state, cluster, status, call.now);
    if (!other.empty())
      return aws::error(
          "ResourceInUseException", 409,
          "Cannot {} Fargate Profile {} because cluster {} currently has Fargate profile {} in status {}",
          change, call.input.text("fargateProfileName"), cluster, other, status);
  }
  return {};
}

aws::Result<void> check_selectors(const Array& selectors) {
  if (selectors.empty()) return invalid("Fargate Profile requires at least one selector.");
  if (selectors.size() > kMostSelectors)
    return invalid(fmt::format("Fargate Profile cannot have more than {} selectors", kMostSelectors));
  for (const json::Value& selector : selectors) {
    if (selector.string_or("namespace", "").empty())
      return invalid("Fargate Profile must have at least one selector with at least one namespace value.");
    const json::Value* labels = selector.find("labels");
    if (labels && labels->is_object() && labels->as_object().size() > kMostLabels)
      return invalid(fmt::format("Request contains Selector with more than {} Label pairs", kMostLabels));
  }
  return {};
}

std::string new_arn(const Call& call) {
  return arn_of(call.state, kFargateProfiles,
                Object{{"clusterName", call.input.text(kClusterName)},
                       {"fargateProfileName", call.input.text("fargateProfileName")},
                       {"id", call.facilities.random.uuid()}});
}

aws::Result<void> check_pod_execution_role(const Call& call, const std::string& profile_arn) {
  std::string role = call.input.text("podExecutionRoleArn");
  TRY(check_own_role(call, role));
  if (TRY(trusts(call, role, {kFargatePods, profile_arn}))) return {};
  return invalid(fmt::format(
      "Misconfigured PodExecutionRole Trust Policy; Please add the {} Service Principal", kFargatePods));
}

Output create(Call& call) {
  const Input& in = call.input;
  const Found& cluster = call.the();
  std::string name = in.text("fargateProfileName"), id = part_id(cluster.named, name);
  TRY(check_takes_parts(call));
  TRY(check_tags(in.find("tags"), "InvalidParameterException"));
  TRY(check_selectors(in.list("selectors")));
  if (find(call.state, kFargateProfiles, id))
    return aws::error("ResourceInUseException", 409,
                      "A Fargate Profile already exists with this name in this cluster.");
  TRY(check_quota(call, quotas::kFargateProfiles,
                  parts_of(call.state, kFargateProfiles, cluster.named).size()));
  TRY(check_turn(call, cluster.named, "create"));
  std::string arn = new_arn(call);
  TRY(check_pod_execution_role(call, arn));
  TRY(ensure_service_linked_role(call, kFargate, kFargateRole));
  Array subnets = TRY(fargate_subnets(call, cluster.record));
  let_nodes_in(call, cluster.record, in.text("podExecutionRoleArn"), "FARGATE_LINUX");
  Object profile{{"fargateProfileName", name},
                 {"fargateProfileArn", arn},
                 {"clusterName", cluster.named},
                 {"createdAt", base::to_ms(call.now)},
                 {"podExecutionRoleArn", in.text("podExecutionRoleArn")},
                 {"subnets", std::move(subnets)},
                 {"selectors", *in.find("selectors")},
                 {"tags", Object()},
                 {"health", Object{{"issues", Array()}}}};
  profile.set_if("tags", in.find("tags"));
  json::Value record = Object{{"Profile", std::move(profile)}};
  begin_profile_state(call, record, "CREATING");
  call.make(kFargateProfiles, id, record);
  return Object{{"fargateProfile", seen_profile(record, call.now)}};
}

Output describe(Call& call) {
  return Object{{"fargateProfile", seen_profile(call.the().record, call.now)}};
}

Output list(Call& call) {
  return list_page(
      call, parts_of(call.state, kFargateProfiles, call.the().named), "fargateProfileNames",
      [](const Entry& one) { return *shown(kFargateProfiles, one.value).find("fargateProfileName"); });
}

Output remove_profile(Call& call) {
  Found& found = call.the();
  TRY(check_takes_parts(call));
  TRY(check_turn(call, call.input.text(kClusterName), "delete"));
  begin_profile_state(call, found.record, "DELETING");
  call.save(found);
  json::Value seen = seen_profile(found.record, call.now);
  seen.as_object().set("status", "DELETING");  // also if nothing takes any time
  return Object{{"fargateProfile", std::move(seen)}};
}

constexpr Operation kOperations[] = {
    {"CreateFargateProfile",
     {on(kClusters, kClusterName), creates(kFargateProfiles).asks("eks:TagResource").when("tags"),
      passes(kFargatePods, "podExecutionRoleArn")},
     create},
    {"DescribeFargateProfile", {on(kFargateProfiles)}, describe},
    {"ListFargateProfiles", {on(kClusters, kClusterName)}, list},
    {"DeleteFargateProfile", {on(kFargateProfiles)}, remove_profile},
};

}  // namespace

std::span<const Operation> fargate_operations() {
  return kOperations;
}

}  // namespace account::eks
