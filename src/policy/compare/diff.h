// What one policy allows that another does not, with a request that shows it.
//
// Actions are compared one by one by the catalog, in classes of those that both policies treat alike;
// resources and contexts by candidates: what the patterns and values of both policies have in common, and
// what lies just beside them, each value of a key with each of every other key. Every witness has been
// evaluated: a difference that is named is one. Where the combinations are too many, only two values at a
// time differ from those that a statement asks for, and a difference that more of them show may be missed.
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

// What `with` allows and `without` does not. Both are of one kind: identity policies and their like, or
// resource or trust policies, which are asked by the principals that they name and by strangers.
std::vector<Difference> newly_allowed(const PolicyPtr& without, const PolicyPtr& with,
                                      const Catalog& catalog);

}  // namespace policy
