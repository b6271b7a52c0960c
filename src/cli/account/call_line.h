// One call of the embedded account in a line.
#pragma once

#include "account/server/call_log.h"
#include "cli/terminal/terminal.h"

namespace cli {

Shown call_line(const account::LoggedCall& call, const Terminal& terminal);

}  // namespace cli
