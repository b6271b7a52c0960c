#include "base/log.h"

#define SPDLOG_FMT_EXTERNAL
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <vector>

#include "base/text.h"
#include "base/visible.h"

namespace base {
namespace {

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warn:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
    case LogLevel::off:
      return spdlog::level::off;
  }
  return spdlog::level::info;
}

spdlog::logger& logger() {
  static auto instance = [] {
    auto made = spdlog::stderr_logger_mt("slipway");
    made->set_level(spdlog::level::trace);  // the filter has decided
    made->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
    return made;
  }();
  return *instance;
}

struct ModuleLevel {
  std::string module;  // a folder of src/
  LogLevel level = LogLevel::info;
};

// What is written. It is set at the start and asked from all threads.
struct Filter {
  std::mutex mutex;
  LogLevel level = LogLevel::info;
  std::vector<ModuleLevel> modules;
  std::atomic<LogLevel> lowest = LogLevel::info;  // below it nothing is written, whatever the module

  void set(LogLevel of_all, std::vector<ModuleLevel> of_modules) {
    std::lock_guard lock(mutex);
    level = of_all;
    modules = std::move(of_modules);
    LogLevel least = level;
    for (const ModuleLevel& each : modules) least = std::min(least, each.level);
    lowest = least;
  }
  LogLevel level_of(std::string_view module) {
    std::lock_guard lock(mutex);
    auto known =
        std::find_if(modules.begin(), modules.end(), [&](const auto& m) { return m.module == module; });
    return known == modules.end() ? level : known->level;
  }
};

Filter& filter() {
  static Filter instance;
  return instance;
}

// `net` of /home/a/slipway/src/net/server.cpp.
std::string_view module_of(std::string_view file) {
  constexpr std::string_view kSources = "src/";
  size_t at = file.rfind(kSources);
  if (at == std::string_view::npos) return {};
  file.remove_prefix(at + kSources.size());
  return file.substr(0, file.find('/'));
}

bool is_module(std::string_view name) {
  return !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string_view::npos;
}

Result<LogLevel> level_named(std::string_view name) {
  constexpr std::string_view kNames[] = {"debug", "info", "warn", "error", "off"};
  auto known = std::find(std::begin(kNames), std::end(kNames), lower(name));
  if (known != std::end(kNames)) return static_cast<LogLevel>(known - std::begin(kNames));
  return fail(ErrorKind::invalid,
              "a level of the log is `{}`, expected `debug`, `info`, `warn`, `error` or `off`",
              name.substr(0, 40));
}

}  // namespace

void set_log_level(LogLevel level) {
  filter().set(level, {});
}

Status set_log_filter(std::string_view text) {
  LogLevel level = LogLevel::info;
  std::vector<ModuleLevel> modules;
  for (std::string_view part : split(text, ',')) {
    part = trim(part);
    if (part.empty()) continue;
    size_t equals = part.find('=');
    std::string_view name = equals == std::string_view::npos ? part : part.substr(equals + 1);
    LogLevel named = TRY(level_named(trim(name)));
    if (equals == std::string_view::npos) {
      level = named;
      continue;
    }
    std::string_view module = trim(part.substr(0, equals));
    if (!is_module(module))
      return fail(ErrorKind::invalid, "`{}` is no module, expected one such as `net`", module.substr(0, 40));
    modules.push_back({std::string(module), named});
  }
  filter().set(level, std::move(modules));
  return {};
}

bool log_enabled(LogLevel level, std::string_view source_file) {
  Filter& current = filter();
  return level >= current.lowest && level >= current.level_of(module_of(source_file));
}

void log_line(LogLevel level, std::string_view message) {
  logger().log(to_spdlog(level), "{}", visible_line(redact(message)));
}

}  // namespace base
