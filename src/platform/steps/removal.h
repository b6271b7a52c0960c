// The way back: what the journal says that was made, removed entry by entry.
#pragma once

#include "platform/steps/plan.h"
#include "platform/target/environment_target.h"

namespace platform {

// The environments, but for this one, that have a role of this name too: one of cluster scope goes with the
// last of them.
base::Result<std::vector<std::string>> others_with_role(const EnvironmentTarget& target,
                                                        const std::string& role, const Platform& platform);

// Removes one entry of the journal and what it stands for. A job runs its delete event first.
base::Status remove_entry(EnvironmentTarget& target, const JournalEntry& made, const Platform& platform,
                          const Progress& progress);

}  // namespace platform
