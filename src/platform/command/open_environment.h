// An environment that is deployed, opened for a command that works on it by its name instead of a file:
// locked, its account asked, with what `up` was asked for last.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/target/environment_target.h"
#include "platform/target/locks.h"

namespace platform {

// `name`: ENVIRONMENT, PROJECT/ENVIRONMENT or ORGANIZATION/PROJECT/ENVIRONMENT. not_found, or invalid where
// several have that name.
base::Result<EnvironmentState> find_environment(const std::vector<EnvironmentState>& environments,
                                                const std::string& name);

class OpenEnvironment {
 public:
  // conflict: somebody works on it.
  // `purpose`: such as `slipway stop`.
  static base::Result<std::unique_ptr<OpenEnvironment>> open(EnvironmentState state,
                                                             const std::string& purpose,
                                                             const Platform& platform);

  const Environment& desired() const { return desired_; }
  EnvironmentTarget& target() { return target_; }

  // Runs a job now (`force run`): one event of a lifecycle job, or a cron job, which has none. invalid: an
  // event is missing, or given where there are none.
  base::Status run_job(const std::string& job, std::optional<JobEvent> event);
  // Ends all instances, the last stage first, and runs the stop events; what was made for identities stays.
  // `slipway up` starts it again.
  base::Status stop();

 private:
  explicit OpenEnvironment(const Platform& platform) : platform_(platform) {}
  base::Result<const Service*> job_named(const std::string& name) const;
  base::Status stop_service(const Service& service);

  const Platform& platform_;
  Lock lock_;
  std::unique_ptr<blueprint::ClusterTarget> cluster_;
  Environment desired_;
  EnvironmentTarget target_;
};

}  // namespace platform
