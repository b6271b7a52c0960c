// Pod identity associations: which role the pods of a service account have, by EKS's word alone (Amazon EKS User Guide,
// "Learn how EKS Pod Identity grants pods access to AWS services").
//
// The record (CLUSTER/ID): {"Association": as DescribePodIdentityAssociation answers it, "Subject":
// NAMESPACE/SERVICEACCOUNT, which has one at most}.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "account/call/operation.h"
#include "account/record/kind.h"
#include "services/eks/cluster_part.h"

namespace account::eks {

// Who assumes such roles.
inline constexpr std::string_view kPods = "pods.eks.amazonaws.com";

inline constexpr RecordKind kPodIdentities{
    .name = "eks.pod_identity",
    .noun = "pod identity association",
    .type = "podidentityassociation",
    .arn = "eks:{region}:{account}:podidentityassociation/{clusterName}/{associationId}",
    .name_member = "associationId",
    .shown_member = "Association",
    .arn_member = "associationArn",
    .tags_member = "tags",
    .found_through = {"Subject"},
    .locate = locate_part,
    .absent_code = "ResourceNotFoundException",
    .absent_words = "Association not found: {name}"};

struct NewPodIdentity {
  std::string name_space;
  std::string service_account;
  std::string role_arn;
  std::string owner_arn = {};  // of an add-on; empty: nobody's but the caller's
};

// Its record, made with what the call says besides: tags, and what becomes of sessions. ResourceInUseException: the
// service account has one. InvalidParameterException: the role is not there, or does not trust kPods to assume it and
// to tag the session.
aws::Result<json::Value> make_pod_identity(Call& call, const NewPodIdentity& wanted);
aws::Result<void> check_pod_role(const Call& call, const NewPodIdentity& wanted);

std::optional<json::Value> find_pod_identity(const State& state, const std::string& cluster,
                                             const std::string& name_space,
                                             const std::string& service_account);

}  // namespace account::eks
