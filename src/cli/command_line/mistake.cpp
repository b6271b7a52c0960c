#include "cli/command_line/mistake.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "cli/command_line/help.h"
#include "cli/table/table.h"

namespace cli {
namespace {

std::string told(const std::string& message, const std::string& hint) {
  return fmt::format("error: {}\n  {}\n", message, hint);
}

std::string see_help(const Command& command) {
  return fmt::format("see `{} --help`", full_name(command));
}

// The command that the first words name, as far as they do.
struct Reached {
  const Command* command;
  size_t words;  // that it took
};
Reached reach(const std::vector<std::string>& words) {
  Reached at{find_command(""), 0};
  for (; at.words < words.size() && !at.command->run; ++at.words) {
    const Command* next = find_command(base::join({words.begin(), words.begin() + at.words + 1}, " "));
    if (!next) break;
    at.command = next;
  }
  return at;
}

// What was meant by `word` below a command: one of its own that is near, or one of that very name elsewhere.
std::string meant_command(const Command& below, const std::string& word) {
  std::vector<std::string> names;
  for (const Command* each : commands_of(below.name)) names.emplace_back(last_word(each->name));
  if (auto near = base::did_you_mean(word, names)) {
    return std::string(below.name) + (below.name.empty() ? "" : " ") + *near;
  }
  for (const Command& each : command_table()) {
    if (last_word(each.name) == word && !each.summary.empty()) return std::string(each.name);
  }
  return "";
}

base::Error unknown_command(const Command& below, const std::string& word) {
  std::string meant = meant_command(below, word);
  return {base::ErrorKind::invalid, fmt::format("`{}` has no command `{}`", full_name(below), word),
          meant.empty() ? fmt::format("`{} --help` lists the commands", full_name(below))
                        : fmt::format("did you mean `slipway {}`?", meant)};
}

std::string wants_command(const Command& group) {
  std::vector<std::string> names;
  for (const Command* each : commands_of(group.name)) names.emplace_back(last_word(each->name));
  return told(fmt::format("`{}` needs a command: {}", full_name(group), base::join(names, ", ")),
              see_help(group));
}

// The first option among the words that the command does not have, and what was meant by it; empty: all of
// them are its own.
std::string unknown_option(const Command& command, const std::vector<std::string>& words) {
  std::vector<std::string> names = {"-h", "--help"};
  if (command.name.empty()) names.emplace_back("--version");
  for (const Option& option : command.options) {
    for (std::string_view name : names_of(option)) names.emplace_back(name);
  }
  for (const std::string& word : words) {
    if (word == "--") break;
    std::string name(word.substr(0, word.find('=')));
    if (!name.starts_with("--") || std::find(names.begin(), names.end(), name) != names.end()) continue;
    auto meant = base::did_you_mean(name, names);
    return told(fmt::format("`{}` has no option `{}`", full_name(command), name),
                meant ? fmt::format("did you mean `{}`?", *meant) : see_help(command));
  }
  return "";
}

// CLI11 begins with a capital, unless it is a name: `FILE is required`.
std::string in_lower_case(std::string message) {
  bool is_name = message.size() > 1 && std::isupper(static_cast<unsigned char>(message[1])) != 0;
  if (!message.empty() && !is_name) message[0] = static_cast<char>(std::tolower(message[0]));
  return message;
}

}  // namespace

std::string mistake_of(const std::vector<std::string>& words, const std::string& otherwise) {
  if (words.empty()) return help_of(*find_command(""));
  auto [command, taken] = reach(words);
  std::vector<std::string> rest(words.begin() + taken, words.end());
  if (!command->run && !rest.empty() && !rest[0].starts_with('-')) {
    base::Error error = unknown_command(*command, rest[0]);
    return told(error.message, error.hint);
  }
  if (std::string option = unknown_option(*command, rest); !option.empty()) return option;
  if (!command->run) return wants_command(*command);
  return told(in_lower_case(otherwise), see_help(*command));
}

std::string wrong_alternatives(const Command& command, const std::vector<std::string_view>& given) {
  if (given.empty()) {
    return told(fmt::format("{} is required", fmt::join(command.alternatives, " or ")), see_help(command));
  }
  return told(fmt::format("{} cannot be given together", fmt::join(given, " and ")), see_help(command));
}

base::Error unknown_command(const std::vector<std::string>& words) {
  auto [command, taken] = reach(words);
  if (taken < words.size()) return unknown_command(*command, words[taken]);
  return unknown_command(*find_command(""), base::join(words, " "));
}

}  // namespace cli
