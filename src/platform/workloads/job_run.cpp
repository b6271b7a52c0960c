#include "platform/workloads/job_run.h"

#include <fmt/core.h>

#include "base/file.h"
#include "platform/workloads/job_outputs.h"
#include "runtime/machine/log_file.h"
#include "runtime/machine/log_lines.h"

namespace platform {
namespace {

constexpr auto kSlack = std::chrono::seconds(60);  // beyond its own time: to start and to clean up

// What it prints is shown as it comes; several may run side by side.
base::Result<runtime::JobEnd> run_shown(const runtime::JobRun& run, const std::string& name,
                                        runtime::Runtime& runtime, const blueprint::Progress& progress,
                                        const std::stop_token& stop) {
  TRY(base::remove_all(run.log_file));
  runtime::LogLines lines(run.log_file,
                          [&](std::string_view line) { progress(fmt::format("  {} | {}", name, line)); });
  return runtime.run_job(run, base::Deadline::in(run.max_duration + kSlack, stop));
}

}  // namespace

base::Result<Ran> run_now(const runtime::JobRun& run, const std::string& name, std::string_view what,
                          runtime::Runtime& runtime, const blueprint::Progress& progress,
                          const std::stop_token& stop) {
  runtime::JobEnd end = TRY(run_shown(run, name, runtime, progress, stop));
  Ran ran;
  ran.reason = end.reason;
  std::vector<std::string> warnings;
  if (!end.notice.empty()) warnings.push_back(end.notice);
  ran.outputs = parse_outputs(end.output, warnings);
  for (const std::string& warning : warnings) progress(fmt::format("! {}: {}", name, warning));
  if (ran.reason.empty()) return ran;
  progress(fmt::format("! the {} of {} failed: {}", what, name, ran.reason));
  return ran;
}

tl::unexpected<base::Error> run_failed(const std::string& name, std::string_view what,
                                       const std::string& log_file, const std::string& reason) {
  std::string tail = runtime::log_tail(log_file);
  bool lacks_memory = reason.find(runtime::kOutOfMemory) != std::string::npos;
  return tl::unexpected(
      base::Error{base::ErrorKind::unavailable,
                  fmt::format("its {} failed: {}; {}", what, reason,
                              tail.empty() ? "it printed nothing" : "it printed last: " + tail),
                  fmt::format("{}`slipway logs {}` shows all that it printed",
                              lacks_memory ? "give it more memory; " : "", name)});
}

}  // namespace platform
