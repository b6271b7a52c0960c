// An environment's namespace, and who its services are: their roles and service accounts, with a journal of the
// environment's own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/keep/file_keep.h"
#include "platform/kinds/cluster_caller.h"
#include "platform/resources/role.h"
#include "platform/resources/run.h"

namespace platform {

class Identities {
 public:
  // Under the environment's lock: what the file asks for. `target` and `platform` must outlive it. conflict: a role of
  // that name belongs to somebody else.
  static base::Result<std::shared_ptr<Identities>> up(EnvironmentTarget& target, const Platform& platform);
  // The way back: none of them.
  static base::Result<std::shared_ptr<Identities>> down(EnvironmentTarget& target, const Platform& platform);

  Step namespace_line() const;
  Step role_line(const Service& service) const;
  Step account_line(const Service& service) const;
  const std::vector<std::string>& warnings() const { return warnings_; }
  // Of what no service has any more. A role that other environments have, too, stays.
  const std::vector<Step>& obsolete() const { return obsolete_; }

  // What services need is made before them, and what they had goes behind them.
  base::Status make();
  base::Status remove_obsolete();

 private:
  Identities(EnvironmentTarget& target, const Platform& platform);
  base::Status load();
  base::Status plan();
  DesiredRole role(const Service& service) const;
  engine::Resource own_namespace() const;
  engine::Resource account(const Service& service) const;
  base::Status find_foreign_accounts();
  std::vector<engine::Resource> all_desired() const;
  base::Status find_obsolete();

  EnvironmentTarget& target_;
  const Platform& platform_;
  engine::FileKeep keep_;
  ClusterCaller caller_;
  Run run_;
  std::vector<Step> obsolete_;
  std::set<std::string> foreign_accounts_;  // addresses of those that somebody else made
  std::vector<std::string> warnings_;
  engine::PlanOptions options_;  // without steps for what is obsolete,
  engine::PlanOptions last_;     // and without those for what others have
  std::string planned_for_;      // an issuer; empty: it was not known
};

// What is remembered of an environment, as a person calls it: `role slipway-z1234abcd-production-debian`.
base::Result<std::vector<std::string>> remembered(const EnvironmentState& state, const Platform& platform);

}  // namespace platform
