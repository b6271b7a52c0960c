// Randomness that a seed repeats: for tests and rehearsals, never for keys.
#pragma once

#include <random>

#include "base/random.h"

namespace base {

class SeededRandom final : public Random {
 public:
  explicit SeededRandom(uint64_t seed) : engine_(seed) {}
  void fill(void* bytes, size_t count) override;

 private:
  std::mutex mutex_;
  std::mt19937_64 engine_;
};

}  // namespace base
