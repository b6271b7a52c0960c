// The parts of a service that say how its instances are run: `cpu`, `ports`, `liveness`, `readiness`, and the
// advanced settings of these matters (Qovery's documentation, "Service advanced settings").
#pragma once

#include "base/diagnostics.h"
#include "base/json.h"
#include "platform/desired/configuration.h"

namespace platform {

// What does not go with the service's type is reported, and so is what no runtime could run. `text`: the
// whole file, from which an amount is taken as it was written.
runtime::Workload load_workload(const json::Member& service, ServiceType type, std::string_view text,
                                base::Diagnostics& diagnostics);

}  // namespace platform
