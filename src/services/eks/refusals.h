// Why clusters turned principals away lately: what `slipway doctor` explains a refused kubectl with. In
// memory only, and bounded; nothing in it is secret.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "base/json.h"

namespace account::eks {

struct Refusal {
  std::string principal;  // its ARN; empty: nobody knows whose token it was
  std::string why;
  std::string mend;          // the smallest thing that would; may be empty
  std::string attempt = {};  // what it may not do: `get pods in prod`; empty: it was not let in at all
};

// Safe from any thread.
class Refusals {
 public:
  // The principal was let in, or may do what it attempted: what kept it from that has been mended.
  void forget(const std::string& cluster_id, std::string_view principal, std::string_view attempt = "");
  // The principal administers the cluster now: nothing is refused to it any more.
  void forget_all(const std::string& cluster_id, std::string_view principal);
  // The same once more is counted.
  void add(const std::string& cluster_id, Refusal refusal, base::Time now);
  // Newest first: {"time", "principal", "attempt", "why", "mend", "count"}.
  json::Array list(const std::string& cluster_id) const;

 private:
  struct Seen {
    Refusal refusal;
    base::Time last;
    int64_t count;
  };
  mutable std::mutex mutex_;
  std::map<std::string, std::deque<Seen>> by_cluster_;
};

}  // namespace account::eks
