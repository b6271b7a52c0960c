// The names that there are on this machine, for completion. They come from the state and from slipway.yaml in
// this folder, without a call to anybody; what cannot be read has none.
#pragma once

#include <string>
#include <vector>

#include "cli/table/command.h"
#include "platform/state/home.h"

namespace cli {

// Sorted. A name that several have stands there with its environment before it, as commands take it.
std::vector<std::string> known_names(const platform::Home& home, Values values);

}  // namespace cli
