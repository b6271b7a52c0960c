#include "runtime/podman/job.h"

#include <fcntl.h>

#include <thread>

#include "base/clock.h"
#include "base/process.h"
#include "base/text.h"
#include "runtime/machine/log_file.h"
#include "runtime/machine/outputs.h"
#include "runtime/machine/service_files.h"
#include "runtime/machine/spawn.h"
#include "runtime/podman/call.h"
#include "runtime/podman/containers.h"
#include "runtime/podman/start.h"

namespace runtime {
namespace {

using base::Deadline;
using base::ErrorKind;
using base::fail;

constexpr auto kLogsEnd = std::chrono::seconds(5);  // of a container that has ended

// Copies what the container prints into the log as it comes, until the container has ended.
class LogKeeper {
 public:
  LogKeeper(const std::string& container, const base::Fd& log) {
    thread_ = std::jthread([this, container, fd = log.get()](std::stop_token stop) {
      base::Fd nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
      Spawn spawn;
      spawn.arguments = podman_command({"logs", "--follow", container});
      spawn.environment = own_environment();
      spawn.in = nothing.get();
      spawn.out = spawn.err = fd;
      spawn.own_session = true;  // ^C is not for it
      (void)run_attached(spawn, Deadline::never(stop));
      done_.request_stop();
    });
  }
  // Waits for the last lines.
  ~LogKeeper() { base::kSystemClock.wait_for(kLogsEnd, done_.get_token()); }

 private:
  std::stop_source done_;
  std::jthread thread_;
};

// How a try ended; nullopt: it runs still, and there is no time left.
base::Result<std::optional<JobEnd>> wait_for(const std::string& container, int64_t memory_bytes,
                                             const Deadline& deadline) {
  base::Command wait;
  wait.arguments = podman_command({"wait", container});
  auto output = base::run(wait, deadline);
  if (!output && deadline.passed()) return std::nullopt;
  if (!output) return tl::unexpected(output.error());
  if (output->exit_code != 0)
    return fail(ErrorKind::unavailable, "the container `{}` is gone: {}", container, podman_reason(*output));
  JobEnd end;
  end.exit_code = static_cast<int>(base::parse_int(base::trim(output->out)).value_or(-1));
  if (end.exit_code != 0) end.reason = exit_reason(end.exit_code, memory_bytes);
  return end;
}

base::Result<JobEnd> run_tries(const JobRun& run, const DesiredContainer& desired,
                               const std::string& state_dir, const Deadline& deadline) {
  base::Fd log = TRY(open_log(run.log_file));
  std::string name = container_name(run.service.namespace_name, run.service.name, desired.index);
  JobEnd last;
  for (int left = run.max_restarts; left >= 0; --left) {
    TRY(start_container(run.service, desired, state_dir));
    LogKeeper keeper(name, log);
    auto end = TRY(wait_for(name, run.service.memory_bytes, deadline));
    if (!end) {
      TRY(remove_containers({name}));
      return JobEnd{-1, too_long(run, last.reason), ""};
    }
    last = std::move(*end);
    if (last.reason.empty()) break;
  }
  return last;
}

}  // namespace

base::Result<JobEnd> run_podman_job(const JobRun& run, const std::string& state_dir,
                                    const Deadline& deadline) {
  TRY(check_job(run));
  TRY(prepare_start(
      run.service.image, false, [](const std::string&) {}, deadline));
  std::string outputs = TRY(make_output_folder(state_dir, run.service));
  TRY(write_service_files(state_dir, run.service));
  JobRun own = run;
  own.service.environment.emplace(kOutputVariable, kOutputFolder);
  auto end = run_tries(own, {.replace = true, .output_folder = outputs}, state_dir,
                       deadline.at_most(run.max_duration));
  TRY(remove_containers({container_name(run.service.namespace_name, run.service.name, 0)}));
  auto output = read_output(outputs);
  TRY(remove_output_folder(state_dir, run.service));
  TRY(remove_service_files(state_dir, run.service.namespace_name, run.service.name));
  return with_output(std::move(end), std::move(output), run, deadline);
}

}  // namespace runtime
