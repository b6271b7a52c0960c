// The log of this process: lines on standard error, `TIME LEVEL MESSAGE`. What others wrote is made
// visible (base/visible.h). Messages are redacted (base/text.h) as a last line of defence; do not rely on it.
//
// What is written is set by the filter, which the program takes from SLIPWAY_LOG: `warn`, or `info,net=debug`
// for more of one module. The module of a line is that of the source file that writes it.
#pragma once

#include <fmt/core.h>

#include <string_view>
#include <type_traits>

#include "base/result.h"

namespace base {

enum class LogLevel { debug, info, warn, error, off };

void set_log_level(LogLevel level);              // of all modules; info at the start
Status set_log_filter(std::string_view filter);  // `LEVEL` and `MODULE=LEVEL`, with commas between them

bool log_enabled(LogLevel level, std::string_view source_file);
void log_line(LogLevel level, std::string_view message);  // safe from any thread

// A format and the file it stands in.
template <typename... Args>
struct LogFormat {
  template <typename Text>
  FMT_CONSTEVAL LogFormat(const Text& text, const char* in_file = __builtin_FILE())
      : format(text), file(in_file) {}

  fmt::format_string<Args...> format;
  const char* file;
};

template <typename... Args>
void log(LogLevel level, LogFormat<std::type_identity_t<Args>...> format, Args&&... args) {
  if (log_enabled(level, format.file))
    log_line(level, fmt::format(format.format, std::forward<Args>(args)...));
}

}  // namespace base
