// Decisions in a sentence; denials in AWS's own words.
#pragma once

#include <string>

#include "policy/decide/evaluate.h"

namespace policy {

// IAM User Guide, "Troubleshoot access denied error messages": "User: ARN is not authorized to perform:
// ACTION on resource: RESOURCE because no identity-based policy allows the ACTION action", or "... with an
// explicit deny in a service control policy". Only for a decision that is a deny.
std::string denied_message(const Request& request, const Decision& decision);

// In one sentence: which statement of which policy, or that none allows; `decision` is that on `request`.
std::string why(const Request& request, const Layers& layers, const Decision& decision);

}  // namespace policy
