// What CloudWatch answers to an input that it does not take, in the codes of its own.
#pragma once

#include <fmt/core.h>

#include "aws/error.h"

namespace account::cloudwatch {

inline tl::unexpected<aws::Error> refused(std::string_view code, std::string words) {
  return tl::unexpected(aws::Error(std::string(code), 400, std::move(words)));
}
inline tl::unexpected<aws::Error> invalid_value(std::string words) {
  return refused("InvalidParameterValue", std::move(words));
}
inline tl::unexpected<aws::Error> invalid_combination(std::string words) {
  return refused("InvalidParameterCombination", std::move(words));
}
inline tl::unexpected<aws::Error> missing(std::string_view member) {
  return refused("MissingParameter", fmt::format("The parameter {} is required.", member));
}
inline tl::unexpected<aws::Error> invalid(std::string words) {
  return refused("ValidationError", std::move(words));
}
inline tl::unexpected<aws::Error> not_simulated(std::string_view what) {
  return invalid(fmt::format("{} (not simulated; see docs/operations.md)", what));
}

}  // namespace account::cloudwatch
