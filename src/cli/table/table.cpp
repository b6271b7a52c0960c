#include "cli/table/table.h"

#include <algorithm>
#include <iterator>

namespace cli {

const std::vector<Command>& command_table() {
  static const std::vector<Command> kTable = [] {
    std::vector<Command> all;
    for (auto part : {program_itself, deploy_table, state_table, export_table, rehearsal_table, policy_table,
                      cluster_table, account_table, program_table}) {
      std::vector<Command> some = part();
      std::move(some.begin(), some.end(), std::back_inserter(all));
    }
    return all;
  }();
  return kTable;
}

const Command* find_command(std::string_view name) {
  const std::vector<Command>& all = command_table();
  auto found = std::find_if(all.begin(), all.end(), [&](const Command& each) { return each.name == name; });
  return found == all.end() ? nullptr : &*found;
}

std::vector<const Command*> commands_of(std::string_view name) {
  std::vector<const Command*> below;
  for (const Command& command : command_table()) {
    size_t space = command.name.find(' ');
    std::string_view parent = space == std::string_view::npos ? "" : command.name.substr(0, space);
    if (parent == name && !command.name.empty() && !command.summary.empty()) below.push_back(&command);
  }
  return below;
}

}  // namespace cli
