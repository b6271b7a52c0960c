// A state machine that is driven from outside: events in, effects out. It neither blocks nor reads a clock, so the same
// machine runs on threads (drive/thread_driver.h) and in virtual time (drive/virtual_driver.h).
#pragma once

#include <functional>

#include "engine/apply/report.h"
#include "engine/journal/entry.h"
#include "engine/model/call.h"

namespace engine {

struct CallOut {
  int64_t id = 0;
  Call call;
  base::Milliseconds limit{0};  // after which there is no answer
};

// What became of a step of the plan, for those who watch.
struct StepEvent {
  size_t step = 0;
  StepStatus status = StepStatus::waiting;
  std::optional<base::Error> error = std::nullopt;  // of failed
  std::string note = "";                            // of one that runs already: what it waits for

  bool operator==(const StepEvent& other) const {
    return step == other.step && status == other.status && note == other.note;
  }
};
using StepListener = std::function<void(base::Time, const StepEvent&)>;

// What the driver does, in this order. If entries cannot be written, it makes no call and tells `journal_failed`.
struct Effects {
  std::vector<Entry> entries;               // written and synced, before
  std::vector<StepEvent> steps;             // told to who watches
  std::vector<CallOut> calls;               // any of these is begun
  std::optional<base::Milliseconds> renew;  // the lease, for so long from now; the outcome is told
  std::optional<base::Time> wake;           // no later than this something is told, be it `tick`
  bool finished = false;                    // nothing more will come, and nothing more is waited for
};

struct Event {
  enum class Type { answer, tick, renewed, renewal_failed, lease_lost, journal_failed, stop };
  Type type = Type::tick;
  int64_t call = 0;    // of answer
  Answer answer;       // of answer
  base::Time expires;  // of renewed
  base::Error error;   // of renewal_failed, lease_lost, journal_failed
};

class Machine {
 public:
  virtual ~Machine() = default;
  virtual Effects start(base::Time now) = 0;
  virtual Effects handle(base::Time now, const Event& event) = 0;
};

}  // namespace engine
