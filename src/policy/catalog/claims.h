// The claims of web identities that STS makes condition keys, as the catalog lists them for
// sts:AssumeRoleWithWebIdentity: the one list for the lints, for comparisons and for whoever plays STS.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/catalog/catalog.h"

namespace policy {

// Of the issuer with this URL (without https://): `actor`, `repository`. Besides these any issuer has sub, aud,
// amr and email, and oaud where azp took the place of aud (IAM User Guide, "IAM and AWS STS condition context keys").
std::vector<std::string> claims_of(const Catalog& catalog, std::string_view issuer_url);

}  // namespace policy
