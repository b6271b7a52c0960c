// A cluster with all that there can be, and an account for it, in tests.
#pragma once

#include "blueprint/desired/cluster.h"
#include "blueprint/testing/stage.h"

namespace blueprint::testing {

inline const Place kPlace{kAccount, kAccount};
inline constexpr base::Milliseconds kWindow{1000};

// The smallest one that is of use, and one with everything; complete but for what the account says.
DesiredCluster smallest();
DesiredCluster everything(const std::string& admin);

// What whoever makes services has in the account already: roles of services are the account's own.
struct WholeSite {
  WholeSite();

  // As it is made: asked of the account, completed, and without a finding.
  DesiredCluster completed(DesiredCluster cluster);
  std::vector<engine::Resource> resources(const DesiredCluster& cluster);

  Stage stage;
  std::string admin;  // somebody's role
};

// `change network/vpc` and so on, one line each.
std::string steps(const engine::Plan& plan);

}  // namespace blueprint::testing
