// Inside identity only: the claims that AWS gives a meaning, and `amr`.
#pragma once

#include "identity/web_identity.h"

namespace identity {

// Reads amr, source identity and session tags of a verified token into `identity`. A claim that is there but
// of another shape is an error: a tag that is dropped in silence could widen what a policy grants.
TokenResult<void> take_aws_claims(const json::Value& claims, WebIdentity& identity);

}  // namespace identity
