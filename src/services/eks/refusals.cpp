#include "services/eks/refusals.h"

#include <algorithm>

namespace account::eks {
namespace {

constexpr size_t kMaxKept = 20;  // of each cluster
constexpr size_t kMaxClusters = 100;

bool same(const Refusal& a, const Refusal& b) {
  return a.principal == b.principal && a.attempt == b.attempt && a.why == b.why && a.mend == b.mend;
}

}  // namespace

void Refusals::add(const std::string& cluster_id, Refusal refusal, base::Time now) {
  std::lock_guard lock(mutex_);
  if (by_cluster_.size() >= kMaxClusters && !by_cluster_.contains(cluster_id)) by_cluster_.clear();
  std::deque<Seen>& kept = by_cluster_[cluster_id];
  auto before =
      std::find_if(kept.begin(), kept.end(), [&](const Seen& seen) { return same(seen.refusal, refusal); });
  int64_t count = 1;
  if (before != kept.end()) {
    count += before->count;
    kept.erase(before);
  }
  kept.push_front({std::move(refusal), now, count});
  if (kept.size() > kMaxKept) kept.pop_back();
}

void Refusals::forget(const std::string& cluster_id, std::string_view principal, std::string_view attempt) {
  std::lock_guard lock(mutex_);
  auto kept = by_cluster_.find(cluster_id);
  if (kept == by_cluster_.end()) return;
  std::erase_if(kept->second, [&](const Seen& seen) {
    return seen.refusal.principal == principal && seen.refusal.attempt == attempt;
  });
}

void Refusals::forget_all(const std::string& cluster_id, std::string_view principal) {
  std::lock_guard lock(mutex_);
  auto kept = by_cluster_.find(cluster_id);
  if (kept == by_cluster_.end()) return;
  std::erase_if(kept->second, [&](const Seen& seen) { return seen.refusal.principal == principal; });
}

json::Array Refusals::list(const std::string& cluster_id) const {
  std::lock_guard lock(mutex_);
  json::Array list;
  auto kept = by_cluster_.find(cluster_id);
  if (kept == by_cluster_.end()) return list;
  for (const Seen& seen : kept->second) {
    list.push_back(json::Object{{"time", base::iso8601(seen.last)},
                                {"principal", seen.refusal.principal},
                                {"attempt", seen.refusal.attempt},
                                {"why", seen.refusal.why},
                                {"mend", seen.refusal.mend},
                                {"count", seen.count}});
  }
  return list;
}

}  // namespace account::eks
