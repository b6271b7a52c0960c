// What the claims of a web identity token are as condition keys (IAM User Guide, "IAM and AWS STS condition
// context keys", keys of OIDC federation): ISSUER:sub, aud, amr, oaud and email of any issuer, and of some
// issuers the claims that the catalog lists for sts:AssumeRoleWithWebIdentity.
#pragma once

#include <string>
#include <vector>

#include "aws/error.h"
#include "identity/web_identity.h"

namespace account::sts {

struct TokenKey {
  std::string name;                 // ISSUER:CLAIM
  std::vector<std::string> values;  // one, unless the key is multivalued
  bool is_list = false;
  bool carries_on = false;  // is a key of every call of the session, too: sub, aud, amr
};

// Numbers and booleans are their JSON texts, lists multivalued keys (docs/policy-semantics.md).
// InvalidIdentityToken: a claim of another form, which would silently be no key.
aws::Result<std::vector<TokenKey>> token_keys(const identity::WebIdentity& who);

}  // namespace account::sts
