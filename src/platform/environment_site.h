// An environment as the platform works on it.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "platform/cluster_site.h"
#include "platform/configuration.h"
#include "platform/connections.h"
#include "platform/home.h"
#include "platform/state.h"

namespace platform {

// What every part of the platform works with, passed in by the command line and by tests.
struct Platform {
  Connections& connections;
  const Home& home;
  const StateFiles& files;
  const base::Clock& clock;
  base::Random& random;
  Progress progress;
};

struct EnvironmentSite {
  const Environment* wish = nullptr;  // what the file says; null while removing
  EnvironmentState state;
  ClusterSite* cluster = nullptr;

  Owner owner(const std::string& service = "") const;
  std::string role_name(const Service& service) const;
  Owner role_owner(const Service& service) const;
  std::string role_arn(const Service& service) const;  // empty: no identity
};

// The state of before, or a new one: with the id of a namespace that carries our labels (the state was lost),
// else with an id of its own. conflict: the environment is bound to another cluster.
base::Result<EnvironmentState> begin_environment(const std::string& organization, const Environment& wish,
                                                 ClusterSite& cluster, const Platform& platform);

}  // namespace platform
