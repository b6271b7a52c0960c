// An environment: its namespace, and for each service role, service account, token and instances.
#pragma once

#include "platform/resources/plan.h"
#include "platform/target/environment_target.h"

namespace platform {

// `target` and `platform` must outlive the steps.
base::Result<Section> plan_environment(EnvironmentTarget& target, const Platform& platform);

// The way back: what the journal says that we made. Services end in the reverse order of their stages, so
// that the delete event of a job runs when nothing needs any more what the job has made.
base::Result<Section> plan_environment_removal(EnvironmentTarget& target, const Platform& platform);

}  // namespace platform
