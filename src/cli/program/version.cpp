#include "cli/version.h"

#include <fmt/core.h>

#include "cli/commands.h"
#include "cli/exit_code.h"

extern "C" const char slipway_notices[];  // a text that ends with a NUL (tools/compile_notices.py)

namespace cli {

CommandResult version(const Context& context) {
  context.terminal.print(context.arguments.notices ? std::string(slipway_notices)
                                                   : fmt::format("slipway {}\n", kVersion));
  return kDone;
}

}  // namespace cli
