// What goes wrong on purpose in a life.
#pragma once

#include <set>
#include <string>

#include "base/seeded_random.h"
#include "engine/model/call.h"

namespace rehearsal {

struct Faults {
  enum class Kind {
    none,
    each_unsent,      // each call that writes does not arrive when it is made first
    each_unanswered,  // it does, and nobody hears the answer
    random,           // of the same seed, the same
  };
  Kind kind = Kind::none;
  uint64_t seed = 0;
};

// Those in which a thing whose call was lost is looked for: where it is not there, and where it is.
inline constexpr Faults kEachUnsent{Faults::Kind::each_unsent, 0};
inline constexpr Faults kEachUnanswered{Faults::Kind::each_unanswered, 0};

struct Troubles {
  int64_t throttled = 0;
  int64_t unsent = 0;      // never arrived
  int64_t unanswered = 0;  // it was done, and nobody heard of it
  int64_t deaths = 0;      // the process ended at a call, half of the time when it was done
};

// Between the engine and the account. Who has died hears of nothing more, until somebody begins again.
class FaultyCaller final : public engine::Caller {
 public:
  // `inner` outlives it.
  FaultyCaller(engine::Caller& inner, const Faults& faults)
      : inner_(inner), faults_(faults), random_(faults.seed) {}

  engine::Answer call(const engine::Call& call, const base::Deadline& deadline) override;

  bool is_dead() const { return is_dead_; }
  void revive() { is_dead_ = false; }
  const Troubles& troubles() const { return troubles_; }

 private:
  enum class Fate { well, throttled, unsent, unanswered, dies_before, dies_behind };
  Fate fate_of(const engine::Request& request);
  Fate chance();

  engine::Caller& inner_;
  Faults faults_;
  base::SeededRandom random_;
  std::set<std::string> made_;  // calls that write
  Troubles troubles_;
  bool is_dead_ = false;
};

}  // namespace rehearsal
