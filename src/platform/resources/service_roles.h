// The roles that Slipway makes for the services of an environment, with a journal of the environment's own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/keep/file_keep.h"
#include "platform/kinds/cloud_caller.h"
#include "platform/resources/role.h"
#include "platform/resources/run.h"

namespace platform {

class ServiceRoles {
 public:
  // Under the environment's lock: what the file asks for. `target` and `platform` must outlive it. conflict: a role of
  // that name belongs to somebody else.
  static base::Result<std::shared_ptr<ServiceRoles>> up(EnvironmentTarget& target, const Platform& platform);
  // The way back: none of them.
  static base::Result<std::shared_ptr<ServiceRoles>> down(EnvironmentTarget& target,
                                                          const Platform& platform);

  Step line(const Service& service) const;
  // Of roles that no service has any more. One that other environments have, too, stays.
  const std::vector<Step>& obsolete() const { return obsolete_; }

  // What services need is made before them, and what they had goes behind them.
  base::Status make();
  base::Status remove_obsolete();

 private:
  ServiceRoles(EnvironmentTarget& target, const Platform& platform);
  base::Status load();
  base::Status plan();
  DesiredRole desired(const Service& service) const;
  std::vector<engine::Resource> all_desired() const;
  base::Status find_obsolete();

  EnvironmentTarget& target_;
  const Platform& platform_;
  engine::FileKeep keep_;
  CloudCaller caller_;
  Run run_;
  std::vector<Step> obsolete_;
  engine::PlanOptions options_;   // without steps for what is obsolete,
  engine::PlanOptions last_;      // and without those for what others have
  bool is_issuer_known_ = false;  // as planned
};

// The names of the roles that are remembered of an environment.
base::Result<std::vector<std::string>> remembered_roles(const EnvironmentState& state,
                                                        const Platform& platform);

}  // namespace platform
