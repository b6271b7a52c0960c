// The states of the engine on this machine, one for each cluster and each environment, by names that people type
// (engine/command/named_states.h): `dev@eu-west-3` is of a cluster, also `dev`; `tutorial/production` of an
// environment.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/command/named_states.h"
#include "platform/target/environment_target.h"

namespace platform {

// `organization` of a cluster that no environment uses: as its folder is called.
struct KnownState : engine::NamedState {
  std::optional<EnvironmentState> environment;  // nullopt: it is a cluster's
  std::string cluster;                          // its name, and
  std::string region;
};

// Clusters first, both by their names.
base::Result<std::vector<KnownState>> known_states(const Home& home);

// The same, and those that other machines keep at the place that the home was given; what has been removed there is
// none, though its journal stays.
base::Result<std::vector<engine::NamedState>> known_states_everywhere(const Home& home,
                                                                      const base::Clock& clock);

// As engine::find_state(), and where nothing is known of it any more: the place that a whole name says.
base::Result<KnownState> state_or_place(const std::vector<KnownState>& states, const std::string& name,
                                        const Home& home);

}  // namespace platform
