// Whether somebody says yes to what a command is about to do.
#pragma once

#include <string_view>

#include "cli/commands.h"

namespace cli {

// Before anything is touched: somebody must be there to say yes. invalid: nobody is, and `--yes` was not given.
base::Status check_consent(const Context& context, std::string_view command);
bool agreed(const Context& context, std::string_view question);

}  // namespace cli
