// Documents of policies, as the role has them that a life is played under.
#pragma once

#include <string>
#include <vector>

#include "rehearsal/life/act.h"

namespace rehearsal {

struct PolicyOf {
  Phase phase;       // from this one on
  std::string text;  // JSON
};
using Policies = std::vector<PolicyOf>;

// So many managed policies may be attached to a role, unless more were asked for (IAM User Guide, "IAM and AWS STS
// quotas").
inline constexpr size_t kMostAttached = 20;

// Allows everything: a life under it shows what is needed.
Policies everything();
// Of what somebody has until some phase: that of all earlier ones, too.
std::vector<std::string> texts_until(const Policies& policies, Phase phase);

}  // namespace rehearsal
