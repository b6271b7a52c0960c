// Drives a machine in virtual time: each call is made at once, and its answer is delivered when it would have come. Of
// answers at the same moment the one comes first whose call was made first: the same machine, world and latencies give
// the same run. Threads and this clock never meet.
#pragma once

#include <functional>
#include <map>

#include "base/manual_clock.h"
#include "engine/apply/machine.h"
#include "engine/keep/keep.h"

namespace engine {

using Latency = std::function<base::Milliseconds(const Call&)>;

class VirtualDriver {
 public:
  // keep and lease: of a machine that writes; else nullptr and an empty one.
  VirtualDriver(Machine& machine, Caller& caller, Latency latency, base::ManualClock& clock, Keep* keep,
                Lease lease);

  void start();
  // Delivers what comes next. Before finished(), something does.
  void step();
  void run();
  bool finished() const { return finished_; }

  base::Time next() const;
  // Nothing is delivered before: as if the process were stopped meanwhile (SIGSTOP), or the machine asleep.
  void stall_until(base::Time time) { stalled_until_ = time; }
  void stop() { post(clock_.now(), Event{Event::Type::stop, 0, {}, {}, {}}); }
  // Who is told of steps, when their entries are written; before run().
  void listen(StepListener listener) { listener_ = std::move(listener); }
  const Lease& lease() const { return lease_; }

 private:
  void post(base::Time at, Event event);
  void carry_out(Effects effects);
  void renew();

  Machine& machine_;
  Caller& caller_;
  Latency latency_;
  base::ManualClock& clock_;
  Keep* keep_;
  Lease lease_;
  std::map<std::pair<base::Time, int64_t>, Event> inbox_;
  StepListener listener_;
  std::optional<base::Time> wake_;
  int64_t number_ = 0;
  base::Time stalled_until_;
  bool finished_ = false;
};

}  // namespace engine
