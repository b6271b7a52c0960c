#include "engine/drive/virtual_driver.h"

#include <algorithm>

#include "engine/drive/write_entries.h"

namespace engine {

VirtualDriver::VirtualDriver(Machine& machine, Caller& caller, Latency latency, base::ManualClock& clock,
                             Keep* keep, Lease lease)
    : machine_(machine),
      caller_(caller),
      latency_(std::move(latency)),
      clock_(clock),
      keep_(keep),
      lease_(std::move(lease)) {}

void VirtualDriver::post(base::Time at, Event event) {
  inbox_.emplace(std::pair(at, ++number_), std::move(event));
}

void VirtualDriver::start() {
  carry_out(machine_.start(clock_.now()));
}

base::Time VirtualDriver::next() const {
  base::Time next = wake_.value_or(base::Time::max());
  if (!inbox_.empty()) next = std::min(next, inbox_.begin()->first.first);
  return std::max({next, clock_.now(), stalled_until_});
}

void VirtualDriver::step() {
  Event event;
  auto first = inbox_.begin();
  bool is_told = first != inbox_.end() && (!wake_ || first->first.first <= *wake_);
  clock_.set(next());
  if (is_told) {
    event = std::move(first->second);
    inbox_.erase(first);
  }
  carry_out(machine_.handle(clock_.now(), event));
}

void VirtualDriver::run() {
  start();
  while (!finished_) step();
}

void VirtualDriver::carry_out(Effects effects) {
  base::Status written = write_entries(keep_, lease_, effects.entries);
  finished_ = effects.finished;
  wake_ = effects.wake;
  if (!written) {
    finished_ = false;
    Event event;
    event.type = Event::Type::journal_failed;
    event.error = written.error();
    return post(clock_.now(), std::move(event));
  }
  if (listener_)
    for (const StepEvent& event : effects.steps) listener_(clock_.now(), event);
  for (const CallOut& out : effects.calls) {
    Event event;
    event.type = Event::Type::answer;
    event.call = out.id;
    base::Milliseconds taken = std::min(latency_(out.call), out.limit);
    event.answer = caller_.call(out.call, base::Deadline::in(clock_, out.limit));
    post(clock_.now() + taken, std::move(event));
  }
  if (effects.renew && keep_) post(clock_.now(), renewed(*keep_, lease_, *effects.renew));
}

}  // namespace engine
