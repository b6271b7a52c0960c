// Where the engine's states are kept, if not in the home: what `--state`, else SLIPWAY_STATE, else the file that the
// command is about says. For the first two, accounts of AWS are reached as AWS's tools would (AWS_ENDPOINT_URL,
// AWS_REGION, AWS_PROFILE and their like): where states are kept has nothing to do with where things are deployed.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "cli/arguments.h"
#include "platform/state/home.h"

namespace cli {

// Nothing is asked yet. invalid: it is no address. `home`, `clock` and `random` outlive what is returned.
base::Result<engine::GivenStates> given_states(const Arguments& arguments, const platform::Home& home,
                                               const base::Clock& clock, base::Random& random);

// An address as it was typed, with folders from the root on. invalid: it is none.
base::Result<std::string> checked_place(const std::string& text);

}  // namespace cli
