// What Slipway remembered of an environment before it had the engine's journal.
#pragma once

#include "platform/target/environment_target.h"

namespace platform {

// Under the environment's lock. The file of a former Slipway is copied aside (`.before`), what it says that was made is
// written to the journal, and at last it is written without: until then it is the truth, so that a run that is killed
// begins again. What was done is known to be there; what was begun is looked for. Nothing to move is no error.
base::Status move_former_environment(EnvironmentTarget& target, const Platform& platform);

}  // namespace platform
