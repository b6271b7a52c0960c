// OIDC identity providers whose tokens a cluster takes beside IAM's (Amazon EKS User Guide, "Grant users access to
// Kubernetes with an external OIDC provider").
//
// The record (CLUSTER/NAME): {"Config": as DescribeIdentityProviderConfig answers it but for its status, "State",
// "Since" and "Speed" of its lifecycle}.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "account/call/due_work.h"
#include "account/call/needs.h"
#include "account/record/kind.h"

namespace account::eks {

// By the name inside of identityProviderConfig.
aws::Result<Resource> locate_identity_provider(const Asking& asking);

// The operations answer for one that is not there: its name stands deeper in the input than a kind can say.
inline constexpr RecordKind kIdentityProviders{
    .name = "eks.identity_provider",
    .noun = "identity provider config",
    .type = "identityproviderconfig",
    .arn =
        "eks:{region}:{account}:identityproviderconfig/{clusterName}/oidc/{identityProviderConfigName}/{id}",
    .name_member = "identityProviderConfigName",
    .shown_member = "Config",
    .arn_member = "identityProviderConfigArn",
    .tags_member = "tags",
    .locate = locate_identity_provider};

std::span<const Effect> identity_provider_effects();

}  // namespace account::eks
