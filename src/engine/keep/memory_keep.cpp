#include "engine/keep/memory_keep.h"

namespace engine {

using base::Result;
using base::Status;

Status MemoryKeep::check(const Lease& lease) const {
  if (lease.fence != fence_) return tl::unexpected(lost_to_another(lease));
  return {};
}

Result<Kept> MemoryKeep::load() {
  return kept_;
}

Status MemoryKeep::append(const Lease& lease, const std::vector<std::string>& entries) {
  TRY(check(lease));
  kept_.entries.insert(kept_.entries.end(), entries.begin(), entries.end());
  return {};
}

Status MemoryKeep::write_snapshot(const Lease& lease, const std::string& snapshot) {
  TRY(check(lease));
  kept_.snapshot = snapshot;
  kept_.entries.clear();
  versions_.push_back({{std::to_string(++version_), clock_->now()}, snapshot});
  if (versions_.size() > kKeptVersions) versions_.erase(versions_.begin());
  return {};
}

Result<std::string> MemoryKeep::read_key() {
  return key_;
}

Status MemoryKeep::write_key(const Lease& lease, const std::string& key) {
  TRY(check(lease));
  key_ = key;
  return {};
}

Result<std::vector<Version>> MemoryKeep::versions() {
  std::vector<Version> versions;
  for (auto each = versions_.rbegin(); each != versions_.rend(); ++each) versions.push_back(each->first);
  return versions;
}

Result<std::string> MemoryKeep::read_version(const std::string& id) {
  for (const auto& [version, snapshot] : versions_)
    if (version.id == id) return snapshot;
  return tl::unexpected(no_such_version(id));
}

Result<Lease> MemoryKeep::acquire(const std::string& owner, const std::string& purpose,
                                  base::Milliseconds duration) {
  std::optional<Lease> held = TRY(holder());
  if (held) return tl::unexpected(held_by(*held));
  base::Time now = clock_->now();
  lease_ = Lease{owner, purpose, ++fence_, now, now + duration};
  return *lease_;
}

Result<Lease> MemoryKeep::renew(const Lease& lease, base::Milliseconds duration) {
  TRY(check(lease));
  lease_ = lease;
  lease_->expires = clock_->now() + duration;
  return *lease_;
}

Status MemoryKeep::release(const Lease& lease) {
  if (lease.fence == fence_) lease_.reset();
  return {};
}

Result<std::optional<Lease>> MemoryKeep::holder() {
  if (!lease_ || lease_->expires <= clock_->now()) return std::optional<Lease>();
  return lease_;
}

}  // namespace engine
