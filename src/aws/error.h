// What AWS answers when a call fails.
#pragma once

#include <fmt/core.h>

#include <string>
#include <tl/expected.hpp>

#include "base/json.h"
#include "base/result.h"

namespace aws {

struct Error {
  Error(std::string code_, int status_, std::string message_, json::Object members_ = {})
      : code(std::move(code_)), status(status_), message(std::move(message_)), members(std::move(members_)) {}
  // A failure of ours behind a call: its cause is logged, the caller only learns that there was one.
  Error(const base::Error& cause);  // NOLINT(google-explicit-constructor): so that TRY hands it on

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
  return tl::unexpected(Error(std::string(code), status, fmt::format(format, std::forward<Args>(args)...)));
}

}  // namespace aws
