// Which failed calls are worth another try, and after how long.
//
// Source: AWS SDKs and Tools Reference Guide, "Retry behavior" (the standard mode).
#pragma once

#include <functional>

#include "aws/error.h"
#include "base/clock.h"
#include "base/deadline.h"
#include "base/random.h"

namespace aws {

bool is_throttling(const Error& error);
// Throttling, faults of the server, and peers that do not answer (code `Unreachable`).
bool is_transient(const Error& error);

// Before try `attempt` + 1 (counted from 1): at random up to a bound that doubles each time, at most 20 s.
// Throttled calls wait longer.
base::Milliseconds retry_delay(const Error& error, int attempt, base::Random& random);

// False, at once or early, if the deadline comes first.
bool pause(base::Milliseconds delay, const base::Deadline& deadline);
using Pause = std::function<bool(base::Milliseconds delay, const base::Deadline& deadline)>;

}  // namespace aws
