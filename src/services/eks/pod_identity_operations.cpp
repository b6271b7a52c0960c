#include <algorithm>

#include "base/arn.h"
#include "policy/policy.h"
#include "services/eks/answers.h"
#include "services/eks/cluster.h"
#include "services/eks/cluster_state.h"
#include "services/eks/eks.h"
#include "services/eks/pod_identity.h"
#include "services/eks/refused_input.h"
#include "services/eks/service_role.h"

namespace account::eks {
namespace {

// What the target role's trust policy may ask for (EKS User Guide, "Access AWS resources using EKS Pod Identity target
// IAM roles").
std::string external_id(const Call& call, const json::Object& association) {
  const json::Value value = association;
  return fmt::format("{}/{}/{}/{}/{}", call.region, call.state.account(), value.string_or("clusterName", ""),
                     value.string_or("namespace", ""), value.string_or("serviceAccount", ""));
}

aws::Result<void> take_target_role(const Call& call, json::Object& association) {
  std::string text = call.input.text("targetRoleArn");
  if (text.empty()) {
    association.erase("targetRoleArn");
    association.erase("externalId");
    return {};
  }
  auto arn = base::Arn::parse(text);
  if (!arn || arn->service != "iam" || !arn->resource.starts_with("role/"))
    return invalid(fmt::format("Role ARN {} is not valid", text));
  association.set("targetRoleArn", text);
  association.set("externalId", external_id(call, association));
  return {};
}

// What becomes of sessions: into the association; what the call does not give stays.
aws::Result<void> take_session_options(const Call& call, json::Object& association) {
  const Input& in = call.input;
  association.set_if("disableSessionTags", in.find("disableSessionTags"));
  if (in.has("targetRoleArn")) TRY(take_target_role(call, association));
  if (in.has("policy")) {
    if (in.text("policy").empty()) {
      association.erase("policy");
    } else {
      if (auto policy = policy::compile(in.text("policy"), policy::Kind::session, "policy"); !policy)
        return invalid(fmt::format("The policy is not valid: {}", policy.error().message));
      association.set("policy", in.text("policy"));
    }
  }
  bool has_tags = !association.find("disableSessionTags")->as_bool();
  if (has_tags && association.find("policy"))
    return invalid("A policy can only be given when disableSessionTags is true.");
  return {};
}

Output answer(const json::Value& record) {
  return Object{{"association", shown(kPodIdentities, record)}};
}

Output create(Call& call) {
  const Input& in = call.input;
  TRY(check_takes_parts(call));
  TRY(check_tags(in.find("tags"), "InvalidParameterException"));
  json::Value record =
      TRY(make_pod_identity(call, {in.text("namespace"), in.text("serviceAccount"), in.text("roleArn")}));
  json::Object& association = shown(kPodIdentities, record);
  association.set_if("tags", in.find("tags"));
  TRY(take_session_options(call, association));
  call.make(kPodIdentities, part_id(in.text(kClusterName), association.find("associationId")->as_string()),
            record);
  return answer(record);
}

Output describe(Call& call) {
  return answer(call.the().record);
}

Output list(Call& call) {
  std::vector<Entry> all = parts_of(call.state, kPodIdentities, call.the().named);
  std::erase_if(all, [&](const Entry& one) {
    const json::Value& association = shown(kPodIdentities, one.value);
    for (std::string_view member : {"namespace", "serviceAccount"})
      if (call.input.has(member) && call.input.text(member) != association.string_or(member, "")) return true;
    return false;
  });
  return list_page(call, std::move(all), "associations", [](const Entry& one) {
    const json::Value& association = shown(kPodIdentities, one.value);
    Object summary;
    for (std::string_view member :
         {"clusterName", "namespace", "serviceAccount", "associationArn", "associationId", "ownerArn"})
      summary.set_if(member, association.find(member));
    return json::Value(std::move(summary));
  });
}

Output update(Call& call) {
  TRY(check_takes_parts(call));
  Found& found = call.the();
  json::Object& association = shown(kPodIdentities, found.record);
  if (call.input.has("roleArn")) {
    TRY(check_pod_role(call, {std::string(found.record.find("Association")->string_or("namespace", "")),
                              std::string(found.record.find("Association")->string_or("serviceAccount", "")),
                              call.input.text("roleArn")}));
    association.set("roleArn", call.input.text("roleArn"));
  }
  TRY(take_session_options(call, association));
  association.set("modifiedAt", base::to_ms(call.now));
  call.save(found);
  return answer(found.record);
}

Output remove_association(Call& call) {
  TRY(check_takes_parts(call));
  Output output = answer(call.the().record);
  call.erase(call.the());
  return output;
}

// Who gives pods a role hands it on, and must see it (EKS User Guide, "Assign an IAM role to a Kubernetes service
// account").
constexpr Need kSeesRole = on(kRolesByArn).asks("iam:GetRole");
constexpr Need kPassesRole = passes(kPods, "roleArn");

constexpr Operation kOperations[] = {
    {"CreatePodIdentityAssociation",
     {on(kClusters, kClusterName), creates(kPodIdentities).asks("eks:TagResource").when("tags"), kSeesRole,
      kPassesRole},
     create},
    {"DescribePodIdentityAssociation", {on(kPodIdentities)}, describe},
    {"ListPodIdentityAssociations", {on(kClusters, kClusterName)}, list},
    {"UpdatePodIdentityAssociation",
     {on(kPodIdentities), kSeesRole.when("roleArn"), kPassesRole.when("roleArn")},
     update},
    {"DeletePodIdentityAssociation", {on(kPodIdentities)}, remove_association},
};

}  // namespace

std::span<const Operation> pod_identity_operations() {
  return kOperations;
}

}  // namespace account::eks
