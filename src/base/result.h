// Errors are values. Every fallible function returns Result<T>; TRY hands an error on.
//
//   Result<Config> load(const std::string& path) {
//     std::string text = TRY(read_file(path));
//     return parse(text);
//   }
//
// Messages say what, why and how to mend: lowercase, no final stop, user input in backticks, never a secret.
#pragma once

#include <fmt/core.h>

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace base {

// What a caller can do about it; the command line turns it into an exit code (see cli/exit_code.h).
enum class ErrorKind {
  invalid,      // the input is wrong: nothing was touched
  not_found,    // the thing named does not exist
  conflict,     // it exists already, or is in a state that forbids this
  denied,       // not allowed
  unavailable,  // a peer did not answer, or said try again later
  timeout,      // the deadline passed or the caller asked to stop
  io,           // this machine's files, processes or memory
  internal,     // our own mistake
};

struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string message;  // what and why
  std::string hint;     // how to mend it; may be empty

  // The same error seen from one level up: "CONTEXT: message".
  Error in(std::string_view context) const;
};

template <typename T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

template <typename... Args>
tl::unexpected<Error> fail(ErrorKind kind, fmt::format_string<Args...> format, Args&&... args) {
  return tl::unexpected(Error{kind, fmt::format(format, std::forward<Args>(args)...), {}});
}

// For TRY: moves the value out of a result that has one.
template <typename T, typename E>
T take(tl::expected<T, E>& result) {
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace base

// Evaluates an expression of type expected<T, E>: its value if it has one, else returns the error from this
// function. Each use names its variable anew, so that one TRY may stand inside another.
#define TRY(...) BASE_TRY_NUMBERED(__COUNTER__, __VA_ARGS__)
#define BASE_TRY_NUMBERED(number, ...) BASE_TRY_NAMED(number, __VA_ARGS__)
#define BASE_TRY_NAMED(number, ...)                                                          \
  __extension__({                                                                            \
    auto try_result_##number = (__VA_ARGS__);                                                \
    if (!try_result_##number) return tl::unexpected(std::move(try_result_##number).error()); \
    ::base::take(try_result_##number);                                                       \
  })
