// The clock of a served account: the machine's, or ahead of it as far as somebody has moved it, and never behind.
//
// One rule says which of the two a time is held against. What a caller brings that another clock made goes by the
// machine's: signatures, presigned URLs and forms, codes of MFA devices, tokens and assertions of identity providers,
// clusters' issuers among them. All else goes by the account's: states, due work, credentials' ends, aws:CurrentTime.
#pragma once

#include <atomic>
#include <mutex>
#include <stop_token>

#include "base/clock.h"

namespace account {

struct Facilities;

// Safe from any thread.
class AccountClock final : public base::Clock {
 public:
  // `machine` outlives it.
  explicit AccountClock(const base::Clock& machine) : machine_(machine) {}

  base::Time now() const override { return machine_.now() + ahead(); }
  base::Milliseconds elapsed() const override { return machine_.elapsed(); }
  // Who waits goes on as soon as the clock is moved there.
  bool wait_until(base::Time time, const std::stop_token& stop) const override;

  const base::Clock& machine() const { return machine_; }
  base::Milliseconds ahead() const { return base::Milliseconds(ahead_ms_); }
  void set_ahead(base::Milliseconds ahead);

 private:
  const base::Clock& machine_;
  std::atomic<int64_t> ahead_ms_ = 0;
  mutable std::mutex mutex_;
  std::stop_source moved_;
};

// What a server keeps of it in memory (Facilities::memory); nullptr: its clock cannot be moved.
struct ServedClock {
  std::atomic<AccountClock*> clock = nullptr;
};

// The clock by which what a caller brings is judged.
const base::Clock& machine_clock(Facilities& facilities);

}  // namespace account
