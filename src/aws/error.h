// What AWS answers when a call fails.
#pragma once

#include <fmt/format.h>

#include <string>
#include <tl/expected.hpp>

#include "base/json.h"

namespace aws {

struct Error {
  std::string code;           // on the wire, such as NoSuchEntity
  int status = 400;           // HTTP
  std::string message;        // AWS's own words where they are known
  json::Object members = {};  // further members of the error's shape
};

template <typename T>
using Result = tl::expected<T, Error>;

template <typename... Args>
tl::unexpected<Error> error(std::string_view code, int status, fmt::format_string<Args...> format,
                            Args&&... args) {
  return tl::unexpected(
      Error{std::string(code), status, fmt::format(format, std::forward<Args>(args)...), {}});
}

}  // namespace aws
