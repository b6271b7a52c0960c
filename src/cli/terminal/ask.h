// Asks a person to choose one of several names on the terminal: type to filter, arrow keys, Enter.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/terminal/terminal.h"
#include "platform/state/service_name.h"

namespace cli {

// invalid: cancelled.
base::Result<std::string> ask_for(const Terminal& terminal, const std::string& title,
                                  const std::vector<std::string>& names);

// Organization, project, environment and service one after another; a level with one choice is skipped.
// not_found: nothing is deployed. invalid: standard input is no terminal, or cancelled.
base::Result<platform::FoundService> ask_for_service(const Terminal& terminal,
                                                     const std::vector<platform::EnvironmentState>& deployed);

}  // namespace cli
