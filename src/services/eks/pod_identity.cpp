#include "services/eks/pod_identity.h"

#include "account/call/facilities.h"
#include "account/record/index.h"
#include "services/eks/answers.h"
#include "services/eks/cluster.h"
#include "services/eks/service_role.h"
#include "services/quotas.h"

namespace account::eks {
namespace {

std::string subject(std::string_view name_space, std::string_view service_account) {
  return fmt::format("{}/{}", name_space, service_account);
}

}  // namespace

std::optional<json::Value> find_pod_identity(const State& state, const std::string& cluster,
                                             const std::string& name_space,
                                             const std::string& service_account) {
  std::vector<Entry> found = find_through(state, kPodIdentities, "Subject",
                                          subject(name_space, service_account), part_id(cluster, ""));
  return found.empty() ? std::nullopt : std::optional(std::move(found.front().value));
}

aws::Result<void> check_pod_role(const Call& call, const NewPodIdentity& wanted) {
  TRY(check_own_role(call, wanted.role_arn));
  std::string cluster = call.input.text(kClusterName);
  Assuming assuming{kPods, cluster_arn(call.state, cluster)};
  // Of a session's tags those that are known without a pod.
  assuming.tags = {{"eks-cluster-arn", assuming.source_arn},
                   {"eks-cluster-name", cluster},
                   {"kubernetes-namespace", wanted.name_space},
                   {"kubernetes-service-account", wanted.service_account}};
  for (std::string_view action : {"sts:AssumeRole", "sts:TagSession"}) {
    assuming.action = action;
    if (!TRY(trusts(call, wanted.role_arn, assuming)))
      return invalid("Trust policy of the role provided is invalid.");
  }
  return {};
}

aws::Result<json::Value> make_pod_identity(Call& call, const NewPodIdentity& wanted) {
  const Input& in = call.input;
  std::string cluster = in.text(kClusterName);
  if (auto there = find_pod_identity(call.state, cluster, wanted.name_space, wanted.service_account))
    return aws::error("ResourceInUseException", 409, "Association already exists: {}",
                      shown(kPodIdentities, std::as_const(*there)).string_or("associationId", ""));
  TRY(check_pod_role(call, wanted));
  TRY(check_quota(call, quotas::kPodIdentities, parts_of(call.state, kPodIdentities, cluster).size()));
  std::string id = "a-" + call.facilities.random.pick("abcdefghijklmnopqrstuvwxyz0123456789", 17);
  Object association{{"clusterName", cluster},
                     {"namespace", wanted.name_space},
                     {"serviceAccount", wanted.service_account},
                     {"roleArn", wanted.role_arn},
                     {"associationId", id},
                     {"tags", Object()},
                     {"createdAt", base::to_ms(call.now)},
                     {"modifiedAt", base::to_ms(call.now)},
                     {"disableSessionTags", false}};
  association.set("associationArn", arn_of(call.state, kPodIdentities, association));
  if (!wanted.owner_arn.empty()) association.set("ownerArn", wanted.owner_arn);
  return Object{{"Association", std::move(association)},
                {"Subject", subject(wanted.name_space, wanted.service_account)}};
}

}  // namespace account::eks
