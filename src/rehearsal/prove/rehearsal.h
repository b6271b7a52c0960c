// The whole of it: two lives to derive the policies from, one under exactly these, and what they prove.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "rehearsal/derive/documents.h"
#include "rehearsal/life/life.h"
#include "rehearsal/prove/escalation.h"
#include "rehearsal/prove/narrow.h"

namespace rehearsal {

struct Derived {
  Subject subject;
  std::vector<Grant> grants;              // by what was asked in lives
  std::vector<Grant> states;              // for where the states are kept, which no life shows
  std::vector<PolicyDocument> documents;  // of both, in the partition of its region
  std::vector<Asked> asked;               // of the lives that showed them, and of the states

  std::vector<Grant> all() const;
};

// unavailable and so on: a life did not come to its end though everything was allowed.
base::Result<Derived> derive(const Subject& subject, const Makings& makings);

// What is proved besides what always is.
struct Proving {
  bool enforces_necessity = false;  // by one life for each grant
  std::optional<uint64_t> faults;   // by a life that meets those of this seed
};

inline bool is_enough(const Life& life) {
  return life.is_done() && life.denials().empty();
}

struct Proof {
  Life life;                     // under exactly the derived policies
  std::vector<Life> recoveries;  // likewise, and each call that writes is lost once, in one way or the other
  std::vector<Grant> needless;   // necessary: none
  std::optional<Narrowness> narrowness;    // of a life that came to its end
  std::optional<Escalations> escalations;  // likewise
  bool is_enforced = false;                // necessity was, too
  std::optional<Life> faulty;              // one that met faults, under the same policies

  bool is_sufficient() const {
    return is_enough(life) && std::all_of(recoveries.begin(), recoveries.end(), is_enough);
  }
  bool survives() const { return !faulty || (faulty->leaves_nothing() && faulty->denials().empty()); }
  bool is_proved() const {
    return is_sufficient() && life.leaves_nothing() && needless.empty() && narrowness &&
           narrowness->is_proved() && escalations->is_proved() && survives();
  }
};
base::Result<Proof> prove(const Derived& derived, const Makings& makings, const Proving& proving = {});

// A life under other policies than the derived ones.
base::Result<Life> play_under(const Derived& derived, const Makings& makings, const Policies& policies,
                              const Faults& faults = {});

}  // namespace rehearsal
