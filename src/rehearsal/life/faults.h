// What goes wrong on purpose in a life: of the same seed, the same.
#pragma once

#include "base/random.h"
#include "engine/model/call.h"

namespace rehearsal {

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
  FaultyCaller(engine::Caller& inner, uint64_t seed) : inner_(inner), random_(seed) {}

  engine::Answer call(const engine::Call& call, const base::Deadline& deadline) override;

  bool is_dead() const { return is_dead_; }
  void revive() { is_dead_ = false; }
  const Troubles& troubles() const { return troubles_; }

 private:
  engine::Caller& inner_;
  base::SeededRandom random_;
  Troubles troubles_;
  bool is_dead_ = false;
};

}  // namespace rehearsal
