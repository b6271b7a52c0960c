// Where the engine's states are kept: each in a folder of the home, unless it was given another place. Then a file
// beside that folder, `FOLDER.at`, says where, so that it need be said once on a machine.
//
// A place is an address below which states stand by the names of their folders:
//   s3://BUCKET/PREFIX, dynamodb://TABLE/NAME (blueprint/keep/open_keep.h), or another folder
#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "engine/keep/keep.h"
#include "platform/state/home.h"

namespace platform {

// `folder`: Home::environment_journal() or cluster_journal(). None of these makes or changes anything but what it says.

// The place that is remembered of it; empty: the home.
base::Result<std::string> remembered_place(const std::string& folder);
base::Status remember_place(const std::string& folder, const std::string& place);

// That, or what the home was given where nothing is remembered of it yet. conflict: it was given another place than
// that at which the state is; unless it has been moved there, of which this machine has not heard.
base::Result<std::string> place_of(const Home& home, const std::string& folder, const base::Clock& clock);
// The address of the keep of its state, at a place.
std::string keep_address(const Home& home, const std::string& folder, const std::string& place);

base::Result<std::unique_ptr<engine::Keep>> open_keep_at(const Home& home, const std::string& folder,
                                                         const std::string& place, const base::Clock& clock);
// The same at place_of().
base::Result<std::unique_ptr<engine::Keep>> open_keep(const Home& home, const std::string& folder,
                                                      const base::Clock& clock);

}  // namespace platform
