#include "cli/deploy/consent.h"

#include <fmt/core.h>

namespace cli {

base::Status check_consent(const Context& context, std::string_view command) {
  if (context.arguments.yes || context.terminal.is_interactive()) return {};
  return tl::unexpected(base::Error{
      base::ErrorKind::invalid,
      fmt::format("`{}` asks before it changes anything, and there is no terminal", command), "say --yes"});
}

bool agreed(const Context& context, std::string_view question) {
  return context.arguments.yes || context.terminal.confirm(question);
}

}  // namespace cli
