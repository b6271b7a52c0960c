// Escalation: whoever holds the derived policies cannot get rights beyond them. The known ways to more rights are a
// table (escalation_ways.cpp); each is aimed at others' things and at ours, and decided by the evaluator that IAM's
// enforcement uses.
//
// Whoever may write policies into roles and say whom they trust can give them any right, whatever else is refused:
// only a permissions boundary holds him (IAM User Guide, "Permissions boundaries for IAM entities"). Where no boundary
// is asked for, that is told.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rehearsal/derive/grant.h"
#include "rehearsal/life/policies.h"
#include "rehearsal/prove/narrow.h"

namespace rehearsal {

// A call by which somebody gets more rights.
struct Escalating {
  std::string_view what;  // `gives itself a policy`
  std::string_view action;
  // An ARN; {account} and {region} stand for those of the cluster, {self} for the role that holds the policies. `ours`:
  // whatever the derived policies allow the action on.
  std::string_view resource;
  std::string_view key = {};  // a condition key that the call brings, and its value
  std::string_view value = {};
  bool is_held_by_boundary = false;  // nothing but a boundary keeps it from leading on
};
const std::vector<Escalating>& escalation_ways();

struct Escalations {
  int refused = 0;
  std::vector<Decoy> open;       // allowed, and should not be
  std::vector<Decoy> unbounded;  // allowed, since no boundary is asked for
  bool is_proved() const { return open.empty(); }
};

// `like`: a question of whoever holds the policies.
base::Result<Escalations> find_escalations(const std::vector<Grant>& grants, const policy::Request& like,
                                           const Policies& policies, const std::string& region);

}  // namespace rehearsal
