#include "engine/drive/works.h"

namespace engine {

Works::~Works() {
  for (std::jthread& thread : threads_) thread.request_stop();
}

void Works::begin(const std::string& name, Work work) {
  std::unique_lock lock(mutex_);
  if (under_way_.contains(name)) return;
  outcomes_.erase(name);
  if (at_once_ == 0) {
    lock.unlock();
    base::Status outcome = work({});
    lock.lock();
    outcomes_.insert_or_assign(name, std::move(outcome));
    return;
  }
  under_way_.insert(name);
  waiting_.emplace_back(name, std::move(work));
  bool has_room = threads_.size() < static_cast<size_t>(at_once_) && threads_.size() < under_way_.size();
  if (has_room) threads_.emplace_back([this](const std::stop_token& stop) { carry_out(stop); });
  begun_.notify_one();
}

void Works::carry_out(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (begun_.wait(lock, stop, [&] { return !waiting_.empty(); }) && !stop.stop_requested()) {
    auto [name, work] = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    base::Status outcome = work(stop);
    lock.lock();
    under_way_.erase(name);
    outcomes_.insert_or_assign(name, std::move(outcome));
    ended_.notify_all();
  }
}

std::optional<base::Status> Works::ended(const std::string& name, base::Milliseconds patience) {
  std::unique_lock lock(mutex_);
  ended_.wait_for(lock, patience, [&] { return !under_way_.contains(name); });
  auto outcome = outcomes_.find(name);
  return outcome == outcomes_.end() ? std::nullopt : std::optional(outcome->second);
}

bool Works::is_under_way(const std::string& name) const {
  std::lock_guard lock(mutex_);
  return under_way_.contains(name);
}

}  // namespace engine
