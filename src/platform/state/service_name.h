// Which deployed service a person means.
#pragma once

#include <string>
#include <vector>

#include "platform/state/state.h"

namespace platform {

struct FoundService {
  EnvironmentState environment;
  DeployedService service;
};

// `debian` where only one has that name, else `ENVIRONMENT/debian`, `PROJECT/ENVIRONMENT/debian` or with the
// organization in front: the last parts of the whole name, without regard to case. invalid: several fit, and
// they are listed; not_found: none does.
base::Result<FoundService> find_service(const std::vector<EnvironmentState>& environments,
                                        const std::string& name);

}  // namespace platform
