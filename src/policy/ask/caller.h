// Callers as text, and the condition keys that follow from who calls.
#pragma once

#include <string_view>

#include "base/result.h"
#include "policy/decide/evaluate.h"

namespace policy {

// An ARN (root, user, role, assumed-role session, federated user, OIDC or SAML provider), an account number
// (its root user), a service such as `ec2.amazonaws.com`, the host of a built-in identity provider, or
// `anonymous`.
base::Result<Principal> parse_principal(std::string_view text);

// Adds the global keys that AWS fills from the caller and the resource, where the context does not have them
// yet: aws:PrincipalArn (of a session: the role), aws:PrincipalAccount, aws:PrincipalType,
// aws:PrincipalIsAWSService, aws:PrincipalServiceName, aws:userid, aws:username (users only),
// aws:FederatedProvider, aws:ResourceAccount. Rule 42; IAM User Guide, "AWS global condition context keys".
void add_principal_keys(Request& request);

}  // namespace policy
