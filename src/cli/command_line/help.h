// What --help prints, and the manual, from the table of commands.
#pragma once

#include <string>

#include "cli/table/command.h"

namespace cli {

std::string full_name(const Command& command);  // `slipway up`
std::string help_of(const Command& command);
std::string manual();  // docs/commands.md

}  // namespace cli
