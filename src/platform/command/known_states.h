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
std::vector<KnownState> readable_states(const Home& home, std::vector<StateFiles::Damaged>& damaged);

// Those that a file asks for, known or not.
std::vector<KnownState> states_of(const Configuration& configuration, const Home& home);

// The same as known_states(), each where this machine knows it to be, and those that stand at the place that the home
// was given, whoever has put them there: one that is known elsewhere, too, is told of twice. What has been removed
// there is none, though its journal stays; what cannot be read may be one. `damaged`: files of this machine's
// environments that cannot be read, whose states can.
base::Result<std::vector<engine::NamedState>> known_states_everywhere(
    const Home& home, const base::Clock& clock, std::vector<StateFiles::Damaged>& damaged);
// The same for who looks at one of them: of two of a name that which stands at the given place.
base::Result<std::vector<engine::NamedState>> states_to_look_at(const Home& home, const base::Clock& clock);

// As engine::find_state(), and where nothing is known of it any more: the place that a whole name says.
base::Result<KnownState> state_or_place(const std::vector<KnownState>& states, const std::string& name,
                                        const Home& home);

}  // namespace platform
