// The pods of our services in one namespace: one watch for all rollouts that wait side by side.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "kube/watch.h"

namespace runtime {

// Safe from any thread. It has no thread of its own: whoever waits reads the watch for all the others.
class PodWatch {
 public:
  // `client` outlives it.
  PodWatch(kube::Client& client, const std::string& namespace_name);

  // Until the service's pods are others than at `seen`, which it brings up to date; 0: until they are known
  // at all. timeout: nothing new until the deadline. Other errors are those of kube::Watch.
  base::Status wait(const std::string& service, int64_t& seen, const base::Deadline& deadline);

  // As last seen.
  std::vector<json::Value> pods_of(const std::string& service);

 private:
  using Pods = std::map<std::string, json::Value>;  // by name
  struct Seen {
    int64_t changes = 0;
    Pods pods;
  };

  bool has_news(const std::string& service, int64_t seen);
  base::Status read(std::unique_lock<std::mutex>& lock, const base::Deadline& deadline);
  void take(const kube::WatchEvent& event);

  kube::Watch watch_;  // of whoever reads
  std::mutex mutex_;
  std::condition_variable_any news_;
  bool is_read_ = false;
  bool is_listed_ = false;
  std::map<std::string, Seen> services_;
};

}  // namespace runtime
