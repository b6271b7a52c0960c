// The one code that DynamoDB has for whatever a call says wrongly, with AWS's words.
#pragma once

#include <fmt/core.h>

#include <utility>

#include "aws/error.h"

namespace account::dynamodb {

template <typename... Args>
tl::unexpected<aws::Error> invalid(fmt::format_string<Args...> format, Args&&... args) {
  return aws::error("ValidationException", 400, format, std::forward<Args>(args)...);
}

// The same of a parameter's value, as the service begins most of them.
template <typename... Args>
tl::unexpected<aws::Error> invalid_value(fmt::format_string<Args...> format, Args&&... args) {
  return invalid("One or more parameter values were invalid: {}",
                 fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace account::dynamodb
