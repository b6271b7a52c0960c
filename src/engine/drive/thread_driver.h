// Drives a machine on threads: workers make the calls, which block, and their answers come back by one queue. The
// machine itself, and the keep, are only ever used by the thread that runs. Without workers that thread makes the
// calls, too, one after another, and waits on the clock: so a test's need not be waited for in earnest.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/apply/machine.h"
#include "engine/keep/keep.h"

namespace engine {

class ThreadDriver {
 public:
  // keep and lease: of a machine that writes; else nullptr and an empty one. `workers` is how many calls are made at
  // once.
  ThreadDriver(Machine& machine, Caller& caller, const base::Clock& clock, size_t workers, Keep* keep,
               Lease lease);
  // Calls that are still under way are told to stop, and waited for.
  ~ThreadDriver();

  // Until the machine is finished.
  void run();
  // As the user's Ctrl-C, from any thread: once, nothing new begins; twice, nothing is waited for.
  void stop();
  // Who is told of steps, when their entries are written; before run().
  void listen(StepListener listener) { listener_ = std::move(listener); }
  const Lease& lease() const { return lease_; }  // when run() has returned

 private:
  void work(const std::stop_token& stop);
  Event answer_to(const CallOut& out, const std::stop_token& stop) const;
  void tell(Event event);
  void carry_out(Effects effects);
  std::optional<Event> next_event(std::optional<base::Time> wake);
  std::optional<Event> take_event();

  Machine& machine_;
  Caller& caller_;
  const base::Clock& clock_;
  Keep* keep_;
  Lease lease_;
  StepListener listener_;
  std::optional<base::Time> wake_;
  bool finished_ = false;

  std::mutex mutex_;
  std::condition_variable_any told_, asked_;
  std::deque<Event> events_;
  std::deque<CallOut> calls_;
  std::vector<std::jthread> workers_;  // last: they use the rest
};

}  // namespace engine
