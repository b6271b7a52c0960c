#include "runtime/kubernetes/pod_watch.h"

#include "kube/object.h"
#include "runtime/kubernetes/objects.h"

namespace runtime {

using base::Deadline;
using base::Status;

PodWatch::PodWatch(kube::Client& client, const std::string& namespace_name)
    : watch_(client, pods_target(namespace_name), {pod_selector(""), ""}) {}

Status PodWatch::wait(const std::string& service, int64_t& seen, const Deadline& deadline) {
  std::unique_lock lock(mutex_);
  while (!has_news(service, seen)) {
    if (deadline.passed())
      return base::fail(base::ErrorKind::timeout, "nothing changed of the pods of `{}` in time", service);
    if (is_read_) {
      news_.wait_for(lock, deadline.stop(), deadline.left(),
                     [&] { return !is_read_ || has_news(service, seen); });
      continue;
    }
    Status read_on = read(lock, deadline);
    if (!read_on && read_on.error().kind != base::ErrorKind::timeout) return read_on;
  }
  seen = services_[service].changes;
  return {};
}

std::vector<json::Value> PodWatch::pods_of(const std::string& service) {
  std::lock_guard lock(mutex_);
  std::vector<json::Value> pods;
  for (const auto& [name, pod] : services_[service].pods) pods.push_back(pod);
  return pods;
}

bool PodWatch::has_news(const std::string& service, int64_t seen) {
  if (!is_listed_) return false;
  Seen& known = services_[service];
  if (known.changes == 0) known.changes = 1;  // the list has none of it
  return known.changes > seen;
}

Status PodWatch::read(std::unique_lock<std::mutex>& lock, const Deadline& deadline) {
  is_read_ = true;
  lock.unlock();
  auto events = watch_.wait(deadline);
  lock.lock();
  is_read_ = false;
  if (events) {
    is_listed_ = true;
    for (const kube::WatchEvent& event : *events) take(event);
  }
  news_.notify_all();  // one of them reads on
  if (!events) return tl::unexpected(events.error());
  return {};
}

void PodWatch::take(const kube::WatchEvent& event) {
  Seen& known = services_[kube::label_of(event.object, kServiceLabel)];
  ++known.changes;
  std::string name = kube::name_of(event.object);
  if (event.type == kube::WatchEvent::Type::deleted) {
    known.pods.erase(name);
  } else {
    known.pods[name] = event.object;
  }
}

}  // namespace runtime
