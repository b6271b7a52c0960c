// The way back: what the journal says that was made, removed entry by entry.
#pragma once

#include "platform/environment_site.h"
#include "platform/plan.h"

namespace platform {

// Removes one entry of the journal and what it stands for. A job runs its delete event first.
base::Status remove_made(EnvironmentSite& site, const Made& made, const Platform& platform,
                         const Progress& progress);

}  // namespace platform
