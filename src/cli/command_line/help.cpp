#include "cli/command_line/help.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/command_line/fill.h"
#include "cli/table/table.h"

namespace cli {
namespace {

constexpr size_t kColumn = 24;     // where explanations begin
constexpr size_t kMaxInUsage = 4;  // options; more are `[OPTIONS]`

bool is_alternative(const Command& command, const Option& option) {
  std::vector<std::string_view> names = names_of(option);
  return std::any_of(command.alternatives.begin(), command.alternatives.end(),
                     [&](std::string_view alternative) {
                       return std::find(names.begin(), names.end(), alternative) != names.end();
                     });
}

bool is_passed_on(const Command& command, const Option& option) {
  return command.passes_on && &option == &command.options.back();
}

// ---- usage

// `FILE...`, `--port PORT`, `start|stop|delete`
std::string form(const Option& option) {
  std::string more = option.many ? "..." : "";
  if (!is_argument(option)) {
    std::string name(name_of(option));
    return is_flag(option) ? name : fmt::format("{} {}{}", name, option.value, more);
  }
  if (!option.choices.empty()) return fmt::format("{}", fmt::join(option.choices, "|"));
  return std::string(names_of(option).front()) + more;
}

// `(SERVICE | --cluster NAME)`
std::string form_of_alternatives(const Command& command) {
  std::vector<std::string> forms;
  for (std::string_view name : command.alternatives) forms.push_back(form(*find_option(command, name)));
  return fmt::format("{}{}{}", command.needs_alternative ? "(" : "[", fmt::join(forms, " | "),
                     command.needs_alternative ? ")" : "]");
}

std::string form_in_usage(const Command& command, const Option& option) {
  if (is_passed_on(command, option)) return fmt::format("[-- {}]", form(option));
  return option.required ? form(option) : fmt::format("[{}]", form(option));
}

// What stands behind the name of the command: its arguments, then its options.
std::vector<std::string> forms(const Command& command) {
  if (!command.run) return {"COMMAND"};
  std::vector<std::string> arguments, options;
  bool are_alternatives_told = false;
  for (const Option& option : command.options) {
    auto& to = is_argument(option) ? arguments : options;
    if (!is_alternative(command, option)) {
      to.push_back(form_in_usage(command, option));
    } else if (!are_alternatives_told) {
      to.push_back(form_of_alternatives(command));
      are_alternatives_told = true;
    }
  }
  if (options.size() > kMaxInUsage) options = {"[OPTIONS]"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  return arguments;
}

// What stands on one line: all of a form, or, of alternatives that fit on none, each.
std::vector<std::string> unbroken(const std::string& form, size_t indentation) {
  if (indentation + 1 + form.size() <= kWidth) return {form};
  std::vector<std::string> parts;
  for (size_t at = 0; at < form.size();) {
    size_t end = std::min(form.find(" | ", at + 1), form.size());
    parts.push_back(form.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

std::string usage(const Command& command) {
  std::string out = "usage: " + full_name(command);
  size_t indentation = out.size();
  size_t width = indentation;
  for (const std::string& form : forms(command))
    for (const std::string& part : unbroken(form, indentation)) {
      if (width + 1 + part.size() > kWidth) {
        out += "\n" + std::string(indentation, ' ');
        width = indentation;
      }
      out += " " + part;
      width += 1 + part.size();
    }
  return out + "\n";
}

// ---- rows

// `left`, and beside it, or below it where it is too long, a text.
std::string row(const std::string& left, std::string_view text) {
  if (text.empty()) return left + "\n";
  bool fits = left.size() + 2 <= kColumn;
  return fmt::format("{}{:{}}{}\n", fits ? left : left + "\n", "", fits ? kColumn - left.size() : kColumn,
                     fill(text, kColumn));
}

// In a list: `up [FILE]`; options are left out.
std::string in_list(const Command& command) {
  if (!command.run) return fmt::format("  {} ...", last_word(command.name));
  std::string out = fmt::format("  {}", last_word(command.name));
  for (const Option& option : command.options) {
    if (!is_argument(option) || is_passed_on(command, option)) continue;
    bool is_needed = option.required || (command.needs_alternative && is_alternative(command, option));
    std::string_view name = names_of(option).front();
    out += is_needed ? fmt::format(" {}", name) : fmt::format(" [{}]", name);
  }
  return out;
}

std::string summary(const Command& command) {
  std::vector<std::string_view> names;
  for (const Command* each : commands_of(command.name)) names.push_back(last_word(each->name));
  if (command.run || names.empty()) return std::string(command.summary);
  return fmt::format("{}: {}", command.summary, fmt::join(names, ", "));
}

std::string rows_of_commands(const Command& group) {
  std::string out;
  for (const Command* each : commands_of(group.name)) out += row(in_list(*each), summary(*each));
  return out;
}

// An option's help, and in front of it what it takes, where that is not to be chosen freely (usage tells of arguments).
std::string help_of_option(const Option& option) {
  if (option.choices.empty() || is_argument(option)) return std::string(option.help);
  return fmt::format("{}; {}", fmt::join(option.choices, ", "), option.help);
}

std::string rows_of_options(const Command& command) {
  std::string out;
  for (const Option& option : command.options) {
    if (option.help.empty()) continue;
    std::string_view value = option.value.empty() || is_argument(option) ? "" : option.value;
    out += row(fmt::format("  {}{}{}", fmt::join(names_of(option), ", "), value.empty() ? "" : " ", value),
               help_of_option(option));
  }
  return out;
}

std::string rows_of_exit_codes(const Command& command) {
  std::string out;
  for (const ExitCode& each : command.exit_codes)
    out += row(fmt::format("  exit code {}", each.code), each.when);
  return out;
}

// ---- the manual

std::string table_of_exit_codes() {
  std::string out = "| Command | Code | When |\n| --- | --- | --- |\n";
  for (const Command& command : command_table()) {
    for (const ExitCode& each : command.exit_codes) {
      std::string name = command.name.empty() ? "every one" : fmt::format("`{}`", command.name);
      out += fmt::format("| {} | {} | {} |\n", name, each.code, each.when);
    }
  }
  return out;
}

}  // namespace

std::string full_name(const Command& command) {
  return command.name.empty() ? "slipway" : fmt::format("slipway {}", command.name);
}

std::string help_of(const Command& command) {
  std::string out = usage(command);
  for (const std::string& part :
       {fill(command.about, 0), command.run ? "" : rows_of_commands(command), rows_of_options(command),
        rows_of_exit_codes(command), fill(command.more, 0)}) {
    if (part.empty()) continue;
    out += "\n" + part;
    if (!out.ends_with('\n')) out += '\n';
  }
  return out;
}

std::string manual() {
  std::string out =
      "# Commands\n\n"
      "Made of the table of commands (`src/cli/table/`) by `./dev accept unit cli`; do not edit.\n";
  for (const Command& command : command_table()) {
    if (command.summary.empty() && !command.name.empty()) continue;
    out += fmt::format("\n## {}\n\n```\n{}```\n", full_name(command), help_of(command));
  }
  return out + "\n## Exit codes\n\n" + table_of_exit_codes();
}

}  // namespace cli
