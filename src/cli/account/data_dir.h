// Which data directory the account commands mean.
#pragma once

#include <string>

#include "cli/commands.h"

namespace cli {

// --data-dir, made absolute, else the folder of Slipway's home.
std::string account_data_dir(const Context& context);

}  // namespace cli
