// The parts of a service that say how its instances are run: `cpu`, `ports`, `liveness`, `readiness`, and the
// advanced settings of these matters.
#pragma once

#include "base/diagnostics.h"
#include "base/json.h"
#include "base/yaml.h"
#include "platform/desired/configuration.h"

namespace platform {

// What does not go with the service's type is reported, and so is what no runtime could run. `service` is of
// `document`, which has an amount as it is written.
runtime::Workload load_workload(const json::Member& service, ServiceType type, const yaml::Document& document,
                                base::Diagnostics& diagnostics);

}  // namespace platform
