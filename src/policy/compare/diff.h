// What one policy allows that another does not, with a request that shows it.
//
// Actions are compared one by one by the catalog, in classes of those that both policies treat alike;
// resources and contexts by candidates: a text for each way in which the patterns of both policies can match,
// the bounds of what is compared as a number, a date or an address and what lies beside them, each with each.
// Every witness has been evaluated: a difference that is named is one. Where candidates may be missing, such
// as where a variable is compared with anything, or their combinations are too many, the comparison is not
// sure; unless the statements themselves show that nothing was added.
#pragma once

#include <string>
#include <vector>

#include "policy/catalog/catalog.h"
#include "policy/decide/evaluate.h"

namespace policy {

struct Difference {
  std::string statement;             // of the policy that allows: its Sid, or "statement N"
  std::vector<std::string> actions;  // which the witness's statement allows alike, as few patterns
  Request witness;  // allowed by the one policy, not by the other; without the keys of add_principal_keys()
};

struct PolicyDiff {
  std::vector<Difference> differences;
  std::vector<std::string>
      unsure;  // actions, as few patterns, of which no difference was found and may be one
};

// What `with` allows and `without` does not. Both are of one kind: identity policies and their like, or
// resource or trust policies, which are asked by the principals that they name and by strangers.
PolicyDiff newly_allowed(const PolicyPtr& without, const PolicyPtr& with, const Catalog& catalog);

}  // namespace policy
