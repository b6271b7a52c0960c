// The whole of it: two lives to derive the policies from, one under exactly these, and what they prove.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rehearsal/derive/documents.h"
#include "rehearsal/life/life.h"
#include "rehearsal/prove/narrow.h"

namespace rehearsal {

struct Derived {
  Subject subject;
  std::vector<Grant> grants;
  std::vector<PolicyDocument> documents;  // in the partition of its region
  std::vector<Asked> asked;               // of the life that showed them
};

// unavailable and so on: a life did not come to its end though everything was allowed.
base::Result<Derived> derive(const Subject& subject, const Makings& makings);

struct Proof {
  Life life;                             // under exactly the derived policies
  std::vector<Grant> needless;           // necessary: none
  std::optional<Narrowness> narrowness;  // of a life that came to its end
  bool is_enforced = false;              // necessity was, too, by one life for each grant

  bool is_sufficient() const { return life.is_done() && life.denials().empty(); }
  bool is_proved() const {
    return is_sufficient() && needless.empty() && narrowness && narrowness->is_proved();
  }
};
base::Result<Proof> prove(const Derived& derived, const Makings& makings, bool enforces_necessity);

// A life under other policies than the derived ones.
base::Result<Life> play_under(const Derived& derived, const Makings& makings, const Policies& policies);

}  // namespace rehearsal
