// Faults that are planted in a running account: what AWS answers now and then, or does not, so that a program shows how
// it bears it. A server has one set of them, in memory (Facilities::memory), gone with the server.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/error.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"

namespace account {

enum class FaultTime {
  before,  // nothing was done
  after,   // it was done, and the answer is an error
  lost,    // it was done, and the connection breaks in the answer
};

struct Fault {
  std::string operation;  // SERVICE:OPERATION; `*` for either
  FaultTime when = FaultTime::before;
  std::string error = "InternalError";  // the code
  base::Milliseconds delay{0};          // passes first; with an empty error it is all
  int64_t times = 1;                    // how often yet
};

// {"operation", "when", "error", "delayMs", "times"}. invalid: says what cannot be.
base::Result<Fault> read_fault(const json::Value& value);
json::Value to_json(const Fault& fault);

// Whether it is for that call; `service` as it is called in actions.
bool is_for(const Fault& fault, std::string_view service, std::string_view operation);

// What AWS sends with that code: 503 and 500 where the service is at fault, else 400 ("Common Errors").
aws::Error error_of(const Fault& fault);

// Safe from any thread.
class Faults {
 public:
  void add(Fault fault);
  void clear();
  std::vector<Fault> list() const;  // those that are yet to happen, the first planted first
  // The first one that is for this call, which has happened once more with that.
  std::optional<Fault> take(std::string_view service, std::string_view operation);

 private:
  mutable std::mutex mutex_;
  std::vector<Fault> faults_;
};

}  // namespace account
