// What a command is, as data: the command line, --help, completion and docs/commands.md come from one table
// of them (table.h). A text is written in lines of any length and filled when it is shown; a line of it that
// begins with a space is an example, and stands as it is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cli/arguments.h"
#include "cli/commands.h"

namespace cli {

// What a value names, for completion.
enum class Values {
  anything,
  files,
  commands,
  environments,
  services,           // that run
  services_and_jobs,  // all of them
  jobs,
  clusters,
  accounts,   // embedded ones
  programs,   // of a local cluster
  states,     // of clusters and environments
  addresses,  // in them
};

// An option (`--name`), or an argument by its place (`NAME`).
struct Option {
  std::string_view names;  // "-f,--follow"; "FILE,--requests": by its place or by its name
  // A flag is a bool; a list takes one value each time it is given, or many at once if it has `many`.
  std::variant<bool Arguments::*, std::string Arguments::*, std::vector<std::string> Arguments::*,
               uint16_t Arguments::*>
      to;
  std::string_view value = {};  // what an option takes, as --help names it
  std::string_view help = {};   // empty: the command's text says it
  std::string_view preset = {};
  Values values = Values::anything;
  std::vector<std::string_view> choices = {};  // nothing else is taken
  bool required = false;
  bool many = false;
  std::string_view needs = {};  // another option
  // What is wrong with a value; empty: nothing.
  std::string (*check)(const std::string& value) = nullptr;
};

bool is_flag(const Option& option);
bool is_list(const Option& option);
bool is_argument(const Option& option);  // by its place
std::vector<std::string_view> names_of(const Option& option);
// That it is spoken of by: the last one of its names.
std::string_view name_of(const Option& option);

struct ExitCode {
  std::string_view code;
  std::string_view when;
};

struct Command {
  std::string_view name;                           // "up", "account serve"; empty: the program itself
  CommandResult (*run)(const Context&) = nullptr;  // nullptr: it has commands of its own
  std::string_view summary = {};                   // empty: it is not for people, and in no list
  std::string_view about = {};
  std::vector<Option> options = {};
  std::vector<std::string_view> alternatives = {};  // options of which no two are given,
  bool needs_alternative = false;                   // and one is
  bool passes_on = false;                 // its last argument is another program's words, dashes too
  std::string_view more = {};             // behind the options: examples
  std::vector<ExitCode> exit_codes = {};  // where they say more than those of every command (exit_code.h)
};

// `serve` of `account serve`.
std::string_view last_word(std::string_view name);
const Option* find_option(const Command& command, std::string_view name);  // nullptr: there is none

}  // namespace cli
