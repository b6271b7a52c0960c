// Plays a whole life: the engine and the client that `slipway up` uses, in an account in this process, under a role
// with some policies. Same randomness, same life.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "rehearsal/life/account.h"
#include "rehearsal/life/asked.h"
#include "rehearsal/life/faults.h"
#include "rehearsal/life/inventory.h"
#include "rehearsal/life/part_run.h"
#include "rehearsal/life/subject.h"

namespace rehearsal {

struct PlayedAct {
  Act act;
  std::map<std::string, int> steps;  // how many, by what they did: `create`
  // Of `mend`: kinds whose things could be changed in place, and of which no row says how somebody would (by_hand.h).
  std::set<std::string> unchanged;
  int64_t calls = 0;
  base::Time began;            // virtual time
  base::Milliseconds took{0};  // of it
  std::vector<Span> spans;
  std::optional<base::Error> error;
};

struct Life {
  std::vector<PlayedAct> acts;  // it ends with the first that has failed
  std::vector<Asked> asked;
  Rests rests;        // of one that came to its end
  Troubles troubles;  // that it met

  bool is_done() const { return acts.size() == kActs.size() && !acts.back().error; }
  bool leaves_nothing() const { return is_done() && rests.left.empty() && rests.taken.empty(); }
  std::vector<const Asked*> denials() const;
};

enum class Until { end, refusal };

// The error is of the account or of what is rehearsed; a life that fails is none. Who meets faults gives the same
// command again.
base::Result<Life> play(const Subject& subject, const Makings& makings, const Policies& policies,
                        base::Random& random, const Faults& faults = {}, Until until = Until::end);

}  // namespace rehearsal
