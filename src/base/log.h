// The log of this process: lines on standard error, `TIME LEVEL MESSAGE`. What others wrote is made
// visible (base/visible.h). Messages are redacted (base/text.h) as a last line of defence; do not rely on it.
#pragma once

#include <fmt/core.h>

#include <string_view>

namespace base {

enum class LogLevel { debug, info, warn, error, off };
void set_log_level(LogLevel level);  // info at the start
bool log_enabled(LogLevel level);
void log_line(LogLevel level, std::string_view message);  // safe from any thread

template <typename... Args>
void log(LogLevel level, fmt::format_string<Args...> format, Args&&... args) {
  if (log_enabled(level)) log_line(level, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace base
