// A lease for as long as a command works on a state: from its first look at it, through a person's reading of the plan,
// to its last write. So what was planned is what is there, and whoever else comes is told who is at it.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "engine/keep/keep.h"
#include "engine/state/session.h"

namespace engine {

class HeldLease {
 public:
  static constexpr base::Milliseconds kDuration{120'000};
  enum class Renewal {
    by_thread,  // each third of its time
    when_used,  // where it is used often enough, or time is a test's
  };

  // conflict: somebody else holds it, and the error says who. `clock` outlives it.
  static base::Result<std::unique_ptr<HeldLease>> take(std::unique_ptr<Keep> keep, const base::Clock& clock,
                                                       const Who& who, Renewal renewal);
  // Gives it back.
  ~HeldLease();
  HeldLease(const HeldLease&) = delete;
  HeldLease& operator=(const HeldLease&) = delete;

  // To be done once, before anything is written under it.
  void before_writing(std::function<base::Status()> what) { before_writing_ = std::move(what); }
  // Does that now, if it is not done: something is about to be written.
  base::Status begin_writing();

  using Use = std::function<base::Status(Keep& keep, Lease& lease)>;
  // Half of its time is left at least, and it is not lost, which whoever has lost it hears before anything else.
  // Whoever uses it renews it meanwhile, and leaves in `lease` what it has become.
  // conflict: it was given to somebody else meanwhile (is_lost(), keep/keep.h), and `use` was not called.
  base::Status use(const Use& use);
  // One change of the state under it, as change_any_state() does.
  base::Status change(const std::function<base::Status(Session&)>& change);

  // What it stands in is about to be removed: it is not given back.
  void abandon();

 private:
  HeldLease(std::unique_ptr<Keep> keep, const base::Clock& clock, Lease lease)
      : keep_(std::move(keep)), clock_(clock), lease_(std::move(lease)) {}
  base::Status renew();
  base::Status do_before_writing();
  void keep_renewing(const std::stop_token& stop);

  std::unique_ptr<Keep> keep_;
  const base::Clock& clock_;
  std::mutex mutex_;  // of the keep and the lease
  Lease lease_;
  bool is_abandoned_ = false;
  std::function<base::Status()> before_writing_;  // empty: nothing, or it is done
  std::jthread renewer_;                          // last: it uses the rest
};

// As whom this process holds leases: who, and where.
std::string lock_owner();

}  // namespace engine
