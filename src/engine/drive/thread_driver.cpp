#include "engine/drive/thread_driver.h"

#include <algorithm>

#include "engine/drive/write_entries.h"

namespace engine {

ThreadDriver::ThreadDriver(Machine& machine, Caller& caller, const base::Clock& clock, size_t workers,
                           Keep* keep, Lease lease)
    : machine_(machine), caller_(caller), clock_(clock), keep_(keep), lease_(std::move(lease)) {
  for (; workers > 0; --workers) workers_.emplace_back([this](const std::stop_token& stop) { work(stop); });
}

ThreadDriver::~ThreadDriver() {
  for (std::jthread& worker : workers_) worker.request_stop();
}

void ThreadDriver::work(const std::stop_token& stop) {
  while (true) {
    std::unique_lock lock(mutex_);
    if (!asked_.wait(lock, stop, [&] { return !calls_.empty(); })) return;
    CallOut out = std::move(calls_.front());
    calls_.pop_front();
    lock.unlock();
    tell(answer_to(out, stop));
  }
}

Event ThreadDriver::answer_to(const CallOut& out, const std::stop_token& stop) const {
  Event event;
  event.type = Event::Type::answer;
  event.call = out.id;
  event.answer = caller_.call(out.call, base::Deadline::in(clock_, out.limit, stop));
  return event;
}

void ThreadDriver::tell(Event event) {
  std::lock_guard lock(mutex_);
  events_.push_back(std::move(event));
  told_.notify_one();
}

void ThreadDriver::stop() {
  Event event;
  event.type = Event::Type::stop;
  tell(std::move(event));
}

void ThreadDriver::run() {
  carry_out(machine_.start(clock_.now()));
  while (!finished_) {
    Event event = next_event(wake_).value_or(Event{});
    carry_out(machine_.handle(clock_.now(), event));
  }
}

// None: it is time to wake.
std::optional<Event> ThreadDriver::next_event(std::optional<base::Time> wake) {
  std::unique_lock lock(mutex_);
  auto is_told = [&] { return !events_.empty(); };
  if (workers_.empty() && !is_told()) {
    lock.unlock();
    if (!calls_.empty()) {
      CallOut out = std::move(calls_.front());
      calls_.pop_front();
      return answer_to(out, {});
    }
    if (wake) clock_.wait_until(*wake, {});
    lock.lock();
    return take_event();
  }
  if (wake)
    told_.wait_for(lock, std::max(*wake - clock_.now(), base::Milliseconds(0)), is_told);
  else
    told_.wait(lock, is_told);
  return take_event();
}

// Under the lock.
std::optional<Event> ThreadDriver::take_event() {
  if (events_.empty()) return std::nullopt;
  Event event = std::move(events_.front());
  events_.pop_front();
  return event;
}

void ThreadDriver::carry_out(Effects effects) {
  base::Status written = write_entries(keep_, lease_, effects.entries);
  finished_ = effects.finished && written;
  wake_ = effects.wake;
  if (!written) {
    Event event;
    event.type = Event::Type::journal_failed;
    event.error = written.error();
    return tell(std::move(event));
  }
  if (listener_)
    for (const StepEvent& event : effects.steps) listener_(clock_.now(), event);
  if (!effects.calls.empty()) {
    std::lock_guard lock(mutex_);
    std::move(effects.calls.begin(), effects.calls.end(), std::back_inserter(calls_));
    asked_.notify_all();
  }
  if (effects.renew && keep_) tell(renewed(*keep_, lease_, *effects.renew));
}

}  // namespace engine
