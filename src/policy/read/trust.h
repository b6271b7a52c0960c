// What IAM demands of a trust policy beyond the grammar (IAM User Guide, "Identity-provider controls for
// shared OIDC providers").
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "policy/document.h"

namespace policy {

// The issuer of a web identity that a principal names, such as `oidc.eks.eu-west-3.amazonaws.com/id/ABC` of a
// provider's ARN, or the host of a built-in provider; empty: it names none.
std::string_view issuer_url(const WrittenPrincipal& principal);

// The condition key that the statement must ask about to trust this principal, and does not: an Allow of
// sts:AssumeRoleWithWebIdentity without a comparison of it as text, or with a value that is nothing but wildcards.
std::optional<std::string> missing_control(const WrittenStatement& statement,
                                           const WrittenPrincipal& principal);

}  // namespace policy
