// `slipway state import`, `adopt` and `rebuild`: what is there already becomes ours, as the file asks for it.
#pragma once

#include <string>
#include <vector>

#include "engine/command/take.h"
#include "platform/command/planning.h"

namespace platform {

// What the file asks for at the address carries our marks, and no state knows it: from now on it does. Nothing is
// changed in the account. conflict: it is known already, or another's. not_found: it is not there. The address with its
// state.
base::Result<std::string> import_thing(const Configuration& configuration, const std::string& address,
                                       const engine::Who& who, const Platform& platform);
// The same of what carries nobody's marks: it gets ours. invalid: things of its kind carry none. conflict besides: it
// is of another deployment of Slipway, or cannot be ours as it is. `id`: of which, where things of its kind are known
// by ids that AWS makes up; empty: by what the file says.
base::Result<std::string> adopt_thing(const Configuration& configuration, const std::string& address,
                                      const std::string& id, const engine::Who& who,
                                      const Platform& platform);

// States that were lost, anew, from the file (engine/command/take.h). Each of them is remembered under the lock of its
// state.
base::Result<engine::Rebuilt> rebuild(const Configuration& configuration, const engine::Who& who,
                                      const Platform& platform);

}  // namespace platform
