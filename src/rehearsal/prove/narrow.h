// Narrow: what is aimed at something that is not ours is refused, by the evaluator that IAM's enforcement uses. Each
// question that was asked in a life is turned into ones that must not be allowed (decoys).
#pragma once

#include <string>
#include <vector>

#include "policy/catalog/catalog.h"
#include "rehearsal/derive/grant.h"
#include "rehearsal/life/policies.h"

namespace rehearsal {

struct Decoy {
  std::string what;  // `another's name`
  policy::Request request;
};

// Of one question. `open_name`: the derived policies know no name for what it is about, so only marks protect others'.
std::vector<Decoy> decoys_of(const Asked& asked);

struct Narrowness {
  int decoys = 0;
  std::vector<Decoy> allowed;  // that should not be
  std::vector<Grant>
      wide;  // that AWS lets nobody narrow, or that must be wide: with their reasons (Grant::unscoped)
  bool is_proved() const { return allowed.empty(); }
};

// `asked`: of a life under all of these policies.
base::Result<Narrowness> check_narrow(const std::vector<Grant>& grants, const std::vector<Asked>& asked,
                                      const Policies& policies, const policy::Catalog& catalog);

}  // namespace rehearsal
