// Keeps in memory, for rehearsals and tests.
#pragma once

#include "engine/keep/keep.h"

namespace engine {

class MemoryKeep : public Keep {
 public:
  explicit MemoryKeep(const base::Clock& clock) : clock_(&clock) {}

  base::Result<Kept> load() override;
  base::Status append(const Lease& lease, const std::vector<std::string>& entries) override;
  base::Status write_snapshot(const Lease& lease, const std::string& snapshot) override;
  base::Result<std::string> read_key() override;
  base::Status write_key(const Lease& lease, const std::string& key) override;
  base::Result<std::vector<Version>> versions() override;
  base::Result<std::string> read_version(const std::string& id) override;
  base::Result<Lease> acquire(const std::string& owner, const std::string& purpose,
                              base::Milliseconds duration) override;
  base::Result<Lease> renew(const Lease& lease, base::Milliseconds duration) override;
  base::Status release(const Lease& lease) override;
  base::Result<std::optional<Lease>> holder() override;

 private:
  base::Status check(const Lease& lease) const;

  const base::Clock* clock_;
  Kept kept_;
  std::string key_;
  std::vector<std::pair<Version, std::string>> versions_;  // the oldest first
  std::optional<Lease> lease_;
  int64_t fence_ = 0, version_ = 0;
};

}  // namespace engine
