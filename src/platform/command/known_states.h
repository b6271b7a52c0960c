// The states of the engine on this machine, one for each cluster and each environment, by names that people type.
//
//   dev@eu-west-3              of a cluster; also `dev`, or with its organization in front
//   tutorial/production        of an environment; also `production`
//   tutorial/production:role/x what stands there at the address `role/x`; also `role/x` where one state has it
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/journal/state.h"
#include "platform/state/keeps.h"
#include "platform/target/environment_target.h"

namespace platform {

struct KnownState {
  std::string name;          // as above
  std::string organization;  // of a cluster that no environment uses: as its folder is called
  std::optional<EnvironmentState> environment;  // nullopt: it is a cluster's
  std::string cluster;                          // its name, and
  std::string region;
  std::string folder;  // in the home, for it (platform/state/keeps.h says where its state is)

  std::string whole_name() const { return organization + "/" + name; }
  base::Result<std::unique_ptr<engine::Keep>> keep(const Home& home, const base::Clock& clock) const {
    return open_keep(home, folder, clock);
  }
};

// Clusters first, both by their names.
base::Result<std::vector<KnownState>> known_states(const Home& home);

// Empty: the only one. not_found, with the nearest names; invalid: several are meant, and the error says which.
base::Result<KnownState> find_state(const std::vector<KnownState>& states, const std::string& name);
// The same, and where nothing is known of it any more: the place that a whole name says.
base::Result<KnownState> state_or_place(const std::vector<KnownState>& states, const std::string& name,
                                        const Home& home);

struct Place {
  KnownState state;
  std::string address;

  std::string text() const { return state.name + ":" + address; }
};
// not_found: no state knows the address; the error has the nearest ones.
base::Result<Place> find_place(const std::vector<KnownState>& states, const std::string& text,
                               const Home& home, const base::Clock& clock);
// Of an address that need not be known: it stands in this state, which the text names or `like` is.
base::Result<Place> new_place(const std::vector<KnownState>& states, const std::string& text,
                              const KnownState& like);

}  // namespace platform
