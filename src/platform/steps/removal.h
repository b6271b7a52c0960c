// The way back: what the journal says that was made, removed entry by entry.
#pragma once

#include "platform/resources/plan.h"
#include "platform/target/environment_target.h"

namespace platform {

// Removes one entry of the journal and what it stands for. A job runs its delete event first.
base::Status remove_entry(EnvironmentTarget& target, const JournalEntry& made, const Platform& platform,
                          const Progress& progress);

}  // namespace platform
