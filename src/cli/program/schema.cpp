#include "platform/load/schema.h"

#include "cli/commands.h"
#include "cli/exit_code.h"

namespace cli {

CommandResult schema(const Context& context) {
  context.terminal.print(platform::schema_text());
  return kDone;
}

}  // namespace cli
