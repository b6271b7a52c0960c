// What is wrong with a command line, what was meant, and where it is written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/table/command.h"

namespace cli {

// `words`: what stands behind `slipway`; `otherwise`: what to say of it where nothing better is known.
std::string mistake_of(const std::vector<std::string>& words, const std::string& otherwise);

// More than one of the command's alternatives was given, or none where one must be.
std::string wrong_alternatives(const Command& command, const std::vector<std::string_view>& given);

// `words`: the name of a command, which there is not.
base::Error unknown_command(const std::vector<std::string>& words);

}  // namespace cli
