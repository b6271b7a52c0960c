#include "cli/command_line/help.h"

#include "base/text.h"
#include "cli/command_line/mistake.h"
#include "cli/exit_code.h"
#include "cli/table/table.h"

namespace cli {

CommandResult help(const Context& context) {
  const std::vector<std::string>& topic = context.arguments.topic;
  const Command* command = find_command(base::join(topic, " "));
  if (!command) return tl::unexpected(unknown_command(topic));
  context.terminal.print(help_of(*command));
  return kDone;
}

}  // namespace cli
