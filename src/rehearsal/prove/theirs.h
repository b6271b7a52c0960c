// Somebody else's policy beside the derived ones: what it lacks, and what of it no life uses.
#pragma once

#include <string>
#include <vector>

#include "rehearsal/prove/rehearsal.h"

namespace rehearsal {

struct Comparison {
  std::vector<Grant> missing;  // some question of theirs is refused
  std::vector<std::string>
      unused;  // patterns of actions in their statements that no question of a life needs: `Sid: s3:*`
};

// invalid: it is no identity policy.
base::Result<Comparison> compare_with(const Derived& derived, const std::string& policy);

}  // namespace rehearsal
