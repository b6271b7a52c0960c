// What drivers do alike with effects. Internal to drive.
#pragma once

#include "engine/apply/machine.h"
#include "engine/keep/keep.h"

namespace engine {

base::Status write_entries(Keep* keep, const Lease& lease, const std::vector<Entry>& entries);
// Renews the lease where that can be done, and says how that went.
Event renewed(Keep& keep, Lease& lease, base::Milliseconds duration);

}  // namespace engine
