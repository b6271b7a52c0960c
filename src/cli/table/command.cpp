#include "cli/table/command.h"

#include <algorithm>

#include "base/text.h"

namespace cli {

bool is_flag(const Option& option) {
  return std::holds_alternative<bool Arguments::*>(option.to);
}

bool is_list(const Option& option) {
  return std::holds_alternative<std::vector<std::string> Arguments::*>(option.to);
}

bool is_argument(const Option& option) {
  return !option.names.starts_with('-');
}

std::vector<std::string_view> names_of(const Option& option) {
  return base::split(option.names, ',');
}

std::string_view name_of(const Option& option) {
  return names_of(option).back();
}

std::string_view last_word(std::string_view name) {
  return name.substr(name.rfind(' ') + 1);  // npos + 1 is 0
}

const Option* find_option(const Command& command, std::string_view name) {
  for (const Option& option : command.options) {
    std::vector<std::string_view> names = names_of(option);
    if (std::find(names.begin(), names.end(), name) != names.end()) return &option;
  }
  return nullptr;
}

}  // namespace cli
