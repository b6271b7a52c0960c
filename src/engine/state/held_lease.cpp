#include "engine/state/held_lease.h"

#include <fmt/core.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace engine {

using base::Result;
using base::Status;

Result<std::unique_ptr<HeldLease>> HeldLease::take(std::unique_ptr<Keep> keep, const base::Clock& clock,
                                                   const Who& who, Renewal renewal) {
  Lease lease = TRY(keep->acquire(who.owner, who.purpose, kDuration).map_error(unreadable));
  std::unique_ptr<HeldLease> held(new HeldLease(std::move(keep), clock, std::move(lease)));
  if (renewal == Renewal::by_thread)
    held->renewer_ =
        std::jthread([held = held.get()](const std::stop_token& stop) { held->keep_renewing(stop); });
  return held;
}

HeldLease::~HeldLease() {
  renewer_ = {};
  if (!is_abandoned_) (void)keep_->release(lease_);  // else the next one waits until it has expired
}

// What fails for another reason is tried again, as long as nobody else has the lease.
void HeldLease::keep_renewing(const std::stop_token& stop) {
  while (clock_.wait_for(kDuration / 3, stop)) {
    std::lock_guard lock(mutex_);
    if (is_abandoned_) return;
    Status renewed = renew();
    if (!renewed && is_lost(renewed.error())) return;
  }
}

// Under the lock.
Status HeldLease::renew() {
  lease_ = TRY(keep_->renew(lease_, kDuration));
  return {};
}

Status HeldLease::begin_writing() {
  std::lock_guard lock(mutex_);
  return do_before_writing();
}

// Under the lock.
Status HeldLease::do_before_writing() {
  if (before_writing_) TRY(before_writing_());
  before_writing_ = nullptr;
  return {};
}

Status HeldLease::use(const Use& use) {
  std::lock_guard lock(mutex_);
  TRY(do_before_writing());
  if (lease_.expires - clock_.now() < kDuration / 2) {
    TRY(renew());
  } else {
    std::optional<Lease> held = TRY(keep_->holder());
    if (!held || held->fence != lease_.fence) return tl::unexpected(lost_to_another(lease_));
  }
  return use(*keep_, lease_);
}

Status HeldLease::change(const std::function<Status(Session&)>& change) {
  return use([&](Keep& keep, Lease& lease) { return change_under(keep, lease, clock_.now(), change); });
}

void HeldLease::abandon() {
  std::lock_guard lock(mutex_);
  is_abandoned_ = true;
}

std::string lock_owner() {
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host[0] = 0;
  const char* user = std::getenv("USER");
  std::string who = user && *user ? user : fmt::format("user {}", ::getuid());
  return fmt::format("{}@{}, process {}", who, host.data(), ::getpid());
}

}  // namespace engine
