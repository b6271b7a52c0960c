// Where states are kept: each in a folder of this machine below a root, unless it was given another place. Then a file
// beside that folder, `FOLDER.at`, says where, so that it need be said once on a machine.
//
// A place is an address below which states stand by the names of their folders: another folder, or whatever else
// `open` takes (blueprint/keep/open_keep.h).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "engine/keep/keep.h"

namespace engine {

// Another place than the root.
struct GivenStates {
  std::string place;  // an address; empty: none was given
  // Opens what is no folder of this machine.
  std::function<base::Result<std::unique_ptr<Keep>>(const std::string& address)> open;
  // The names, below such a place, of the states that are kept there.
  std::function<base::Result<std::vector<std::string>>(const std::string& place)> list = {};
};

// `folder` of what follows is one below the root. None of it makes or changes anything but what it says.
struct Places {
  std::string root;
  GivenStates given;
};

// The place that is remembered of it; empty: the root.
base::Result<std::string> remembered_place(const std::string& folder);
base::Status remember_place(const std::string& folder, const std::string& place);

// Before anything is written there by who holds the lease: from now on this machine knows that it is at this place.
// conflict: a run of this machine has just begun it elsewhere.
base::Status claim_place(const std::string& folder, const std::string& place, const base::Clock& clock);

// Whether this machine knows anything of where it is.
bool is_known(const std::string& folder);

// The place that is remembered of it, or what was given where nothing is known of it yet, or nothing is kept where it
// is remembered to be. conflict: it was given another place than that at which the state is; unless it has been moved
// there, of which this machine has not heard.
base::Result<std::string> place_of(const Places& places, const std::string& folder, const base::Clock& clock);
// The address of the keep of its state, at a place.
std::string keep_address(const Places& places, const std::string& folder, const std::string& place);

// The folders of all states that are kept at a place, whichever machine has put them there; in order.
base::Result<std::vector<std::string>> folders_at(const Places& places, const std::string& place);

base::Result<std::unique_ptr<Keep>> open_keep_at(const Places& places, const std::string& folder,
                                                 const std::string& place, const base::Clock& clock);
// The same at place_of().
base::Result<std::unique_ptr<Keep>> open_keep(const Places& places, const std::string& folder,
                                              const base::Clock& clock);

}  // namespace engine
