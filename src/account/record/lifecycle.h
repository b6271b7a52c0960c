// What goes through states by itself, as data. A record keeps the state that was last written of it, since when, and
// how fast it goes on: a server that starts again at another speed takes back nothing. What has followed since is
// computed from a table and the time, and never written. What must be written when a state ends is due work
// (account/call/due_work.h).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"

namespace account {

// How fast things happen that take their time on AWS.
class Speed {
 public:
  static constexpr Speed real() { return Speed(1); }
  static constexpr Speed instant() { return Speed(0); }
  static constexpr Speed times(int64_t factor) { return Speed(factor); }
  // `real`, `instant`, or how many times as fast: a number from 1 to 1000000. Errors: invalid.
  static base::Result<Speed> parse(std::string_view text);

  base::Milliseconds lasts(std::chrono::seconds real) const {
    return factor_ == 0 ? base::Milliseconds(0) : base::Milliseconds(real) / factor_;
  }
  int64_t factor() const { return factor_; }  // 0: instant

  bool operator==(const Speed&) const = default;

 private:
  constexpr explicit Speed(int64_t factor) : factor_(factor) {}

  int64_t factor_;  // 0: nothing takes any time
};

// A state that ends by itself.
struct Transition {
  std::string_view state;
  std::string_view next;         // empty: the thing is gone
  std::chrono::seconds typical;  // how long it stays in `state` on AWS
  std::string_view shown;        // what AWS's API calls it: states that last differently may look alike
};
using Lifecycle = std::span<const Transition>;  // at most one for each state

struct StateSince {
  std::string state;
  base::Time since;
  Speed speed = Speed::instant();  // of what follows

  bool operator==(const StateSince&) const = default;
};

StateSince state_at(Lifecycle lifecycle, StateSince kept, base::Time now);
// nullopt: it stays until somebody changes it.
std::optional<base::Time> ends_at(Lifecycle lifecycle, const StateSince& kept);
std::string_view shown(Lifecycle lifecycle, std::string_view state);

// Members "State", "Since" (ms) and "Speed" (its factor) of a record. One without them, of an older program, is in
// `otherwise` since ever.
StateSince kept_state(const json::Value& record, std::string_view otherwise);
void keep_state(json::Value& record, const StateSince& kept);

}  // namespace account
