// Which data directory the account commands mean.
#pragma once

#include <string>

#include "cli/commands.h"

namespace cli {

// Where containers reach this machine: the gateway of podman's network `slipway` (docs/podman.md).
inline constexpr const char* kBridgeAddress = "10.89.77.1";

// --data-dir, made absolute, else the folder of Slipway's home.
std::string account_data_dir(const Context& context);

}  // namespace cli
