// What a service does later by itself: a record of the work, which the server carries out when its time comes.
//
//   schedule(call.state, call.facilities, {time, "eks.erase_cluster", name, detail});
//   constexpr Effect kEffects[] = {{"eks.erase_cluster", erase_when_deleted}};    (Service::effects)
//
// Work is done in the order of (time, sequence), each in a transaction of its own, before the next call and as soon as
// its time has come. It is stored with what it is about, so that it survives the end of the server: what fell due
// meanwhile is done at the next start. A crash leaves it either undone or done, never half.
#pragma once

#include <atomic>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "account/record/state.h"
#include "base/clock.h"
#include "base/json.h"

namespace account {

struct Facilities;
struct Service;

// What is to be done.
struct Work {
  base::Time time;
  std::string_view effect;
  std::string id;  // of what it is about
  json::Value detail = json::Object();
};

// Work whose time has come, as the effect sees it.
struct Due {
  State state;  // of the account and region for which it was scheduled
  std::string id;
  const json::Value& detail;
  base::Time now;  // when it was due, however late it is done
  Facilities& facilities;
};

// It finds out by itself whether there is still something to do: what the work is about may have changed since. It may
// schedule further work, at later times.
struct Effect {
  std::string_view name;
  void (*run)(Due& due);
};

// In the transaction of `state`: done with it, or not at all.
void schedule(const State& state, Facilities& facilities, Work work);

// When work is due, as far as it is known without asking the store.
class NextDue {
 public:
  static constexpr base::Time kNever = base::Time::max();

  // There is work at that time, or may be; who waits is woken. Inside the transaction that stores the work.
  void expect(base::Time time);
  // Nothing is due before. Inside a transaction that has looked, so that no work is stored in between.
  void found(base::Time time) { next_ = base::to_ms(time); }

  base::Time time() const { return base::from_ms(next_); }
  // Until it is time, or `stop`.
  void wait(const base::Clock& clock, base::Milliseconds at_least, const std::stop_token& stop);

 private:
  std::atomic<int64_t> next_ = 0;  // nobody has looked yet
  std::mutex mutex_;
  std::stop_source nearer_;
};

class DueWork {
 public:
  DueWork(Facilities& facilities, const std::vector<Service>& services)
      : facilities_(facilities), services_(services) {}

  // Does what is due by now; when it returns, no work is left that was due when it was called, unless the disk fails.
  // Costs nothing where nothing is due. Safe from any thread.
  void run();
  // Until `stop`: whenever work is due.
  void keep_running(const std::stop_token& stop);

 private:
  bool run_first(base::Time now);
  void perform(const State& server, const json::Value& record, base::Time time);

  Facilities& facilities_;
  const std::vector<Service>& services_;
};

}  // namespace account
