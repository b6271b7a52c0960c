// Every command, in the order of the manual. A command is added by an entry in the file of its group here,
// and by its function (commands.h).
#pragma once

#include <string_view>
#include <vector>

#include "cli/table/command.h"

namespace cli {

const std::vector<Command>& command_table();
const Command* find_command(std::string_view name);  // nullptr: there is none
// Those below a name, such as `account`, or all of one word for an empty one; only those for people.
std::vector<const Command*> commands_of(std::string_view name);

// Its parts, each in the file of its group.
std::vector<Command> program_itself();
std::vector<Command> deploy_table();
std::vector<Command> state_table();
std::vector<Command> export_table();
std::vector<Command> rehearsal_table();
std::vector<Command> policy_table();
std::vector<Command> cluster_table();
std::vector<Command> account_table();
std::vector<Command> program_table();

}  // namespace cli
