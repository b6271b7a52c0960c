// The command line, read by the table of commands. The one place that knows CLI11.
#pragma once

#include <optional>
#include <string>

#include "cli/arguments.h"

namespace cli {

// What to do: run a command, or leave with `exit_code` after printing `text` (help, version, or what was wrong).
struct Parsed {
  std::optional<Arguments> arguments;
  int exit_code = 0;
  std::string text;
};
Parsed parse_arguments(int count, const char* const* words);

}  // namespace cli
