// What the commands about deployed services share.
#pragma once

#include <memory>

#include "cli/commands.h"
#include "cli/world/real_connections.h"
#include "platform/command/open_environment.h"
#include "platform/load/load.h"
#include "platform/state/service_name.h"
#include "platform/target/environment_target.h"

namespace cli {

// The real world around the platform, for one command.
class Deployment {
 public:
  explicit Deployment(const Context& context,
                      base::Deadline deadline = base::Deadline::in(std::chrono::hours(1)));

  platform::Platform& platform() { return platform_; }
  RealConnections& connections() { return connections_; }
  // The environment that the command line names.
  base::Result<platform::EnvironmentState> environment(const std::string& name);
  // Sees to it that previews are removed when their time has come (expiry_watch.h), and warns of those that are late.
  void look_after_previews() const;
  // The service that the command line names.
  base::Result<platform::FoundService> service(const std::string& name);
  // Its instances that run, oldest index first; not_found says why there is none.
  base::Result<std::vector<runtime::Instance>> instances(const platform::FoundService& found,
                                                         bool running_only);

 private:
  const Context& context_;
  RealConnections connections_;
  platform::StateFiles files_;
  platform::Platform platform_;
};

// The names of AWS's managed policies, for the loader.
platform::ManagedPolicies managed_policies();

}  // namespace cli
