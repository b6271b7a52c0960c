// Randomness is passed in, so that tests can repeat a run from its seed.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

namespace base {

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(void* bytes, size_t count) = 0;  // safe from any thread

  std::string bytes(size_t count);
  std::string hex(size_t digits);  // lower case; digits is even
  std::string pick(std::string_view alphabet, size_t count);
  std::string uuid();  // RFC 9562 version 4
  uint64_t below(uint64_t bound);
};

// getrandom(2): fit for keys. Fetched ahead, since most is asked for in a few bytes; what was given out is
// wiped. A child that goes on without exec would give out the same bytes again.
class SystemRandom final : public Random {
 public:
  void fill(void* bytes, size_t count) override;

 private:
  std::mutex mutex_;
  std::array<char, 1024> ahead_;
  size_t used_ = sizeof(ahead_);
};

}  // namespace base
