#include "runtime/process/job.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>

#include "base/process.h"
#include "base/text.h"
#include "runtime/machine/log_file.h"
#include "runtime/machine/memory_limit.h"
#include "runtime/machine/outputs.h"
#include "runtime/machine/service_files.h"
#include "runtime/machine/spawn.h"
#include "runtime/machine/state_folder.h"
#include "runtime/process/instance_file.h"
#include "runtime/process/supervisor.h"

namespace runtime {
namespace {

using base::Deadline;
using std::chrono::milliseconds;

constexpr auto kLookAround =
    milliseconds(100);  // at the memory, where there is no cgroup, and at the stop token

// A try that runs.
struct Running {
  InstanceRecord record;
  pid_t pid = 0;
  base::Fd ended;  // readable when it has ended
  std::optional<MemoryLimit> limit;
  int64_t memory_bytes = 0;
};

pid_t pid_of(const InstanceRecord& record) {
  return static_cast<pid_t>(base::parse_int(record.instance.id).value_or(0));
}

bool still_runs(const InstanceRecord& record) {
  pid_t pid = pid_of(record);
  return pid > 1 && base::process_identity(pid) == record.identity;
}

base::Result<Running> start(const JobRun& run, const std::string& state_dir, const base::Fd& log) {
  const ServiceSpec& service = run.service;
  std::string home = state_path(state_dir, kHomes, service.namespace_name, service.name);
  TRY(base::make_folder(home));
  base::Fd nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  Running running;
  Instance& instance = running.record.instance;
  instance.namespace_name = service.namespace_name;
  instance.service = service.name;
  instance.fingerprint = service.fingerprint;
  instance.started = base::SystemClock().now();
  instance.state = InstanceState::running;
  running.memory_bytes = service.memory_bytes;
  running.limit = MemoryLimit::make(cgroup_name(state_dir, instance), service.memory_bytes);

  Spawn spawn;
  spawn.arguments = process_arguments(service);
  spawn.environment = process_environment(state_dir, service);
  spawn.folder = home;
  spawn.in = nothing.get();
  spawn.out = spawn.err = log.get();
  spawn.own_session = true;
  if (running.limit) spawn.cgroup_files = {running.limit->procs_file()};
  HeldChild held = TRY(HeldChild::start(spawn));
  running.pid = held.pid();
  instance.id = std::to_string(held.pid());
  running.record.identity = base::process_identity(held.pid());
  running.ended = open_process(held.pid());
  if (!running.ended.is_open()) return tl::unexpected(base::errno_error("watch", spawn.arguments[0], errno));
  TRY(write_job(state_dir, running.record));
  TRY(held.release());
  return running;
}

void kill_all(const Running& running) {
  ::kill(-running.pid, SIGKILL);
  if (running.limit) running.limit->kill_all();
}

// How a try ended; `before`: why the one before it failed. What it started itself goes with it.
JobEnd wait_for(Running& running, const JobRun& run, const std::string& before, const Deadline& deadline) {
  JobEnd end;
  bool over_memory = false;
  bool in_time = true;
  pollfd descriptor{running.ended.get(), POLLIN, 0};
  while (::poll(&descriptor, 1, static_cast<int>(std::min(deadline.left(), kLookAround).count())) <= 0) {
    in_time = !deadline.passed();
    over_memory = !running.limit && session_memory(running.pid) > running.memory_bytes;
    if (!in_time || over_memory) kill_all(running);
  }
  int status = 0;
  while (::waitpid(running.pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (running.limit) over_memory = running.limit->kills() > 0;
  kill_all(running);
  end.exit_code = exit_code_of(status);
  if (!in_time) {
    end.reason = too_long(run, before);
  } else if (over_memory) {
    end.reason = fmt::format("out of memory: its limit is {} MiB", running.memory_bytes >> 20);
  } else if (end.exit_code != 0) {
    end.reason = fmt::format("exit code {}", end.exit_code);
  }
  return end;
}

base::Status clean_up(const JobRun& run, const std::string& state_dir) {
  const ServiceSpec& service = run.service;
  TRY(remove_job(state_dir, service.namespace_name, service.name));
  TRY(remove_output_folder(state_dir, service));
  TRY(remove_service_files(state_dir, service.namespace_name, service.name));
  return remove_state(state_dir, state_path(state_dir, kHomes, service.namespace_name, service.name));
}

base::Result<JobEnd> run_tries(const JobRun& run, const std::string& state_dir, const Deadline& deadline) {
  base::Fd log = TRY(open_log(run.log_file));
  JobEnd end;
  for (int left = run.max_restarts; left >= 0; --left) {
    Running running = TRY(start(run, state_dir, log));
    end = wait_for(running, run, end.reason, deadline);
    if (running.limit) running.limit->remove();
    if (end.reason.empty() || deadline.passed()) break;
  }
  return end;
}

}  // namespace

base::Result<JobEnd> run_process_job(const JobRun& run, const std::string& state_dir,
                                     const Deadline& deadline) {
  TRY(check_job(run));
  TRY(end_process_job(state_dir, run.service.namespace_name, run.service.name, deadline));
  std::string outputs = TRY(make_output_folder(state_dir, run.service));
  TRY(write_service_files(state_dir, run.service));
  JobRun own = run;
  own.service.environment.emplace(kOutputVariable, outputs);
  auto end = run_tries(own, state_dir, deadline.at_most(run.max_duration));
  auto output = read_output(outputs);
  TRY(clean_up(run, state_dir));
  return with_output(std::move(end), std::move(output), run, deadline);
}

base::Result<std::vector<Instance>> list_process_jobs(const std::string& state_dir) {
  std::vector<Instance> result;
  for (InstanceRecord& record : TRY(read_jobs(state_dir))) {
    if (still_runs(record)) result.push_back(std::move(record.instance));
  }
  return result;
}

base::Status end_process_job(const std::string& state_dir, const std::string& namespace_name,
                             const std::string& service, const Deadline& deadline) {
  for (const InstanceRecord& record : TRY(read_jobs(state_dir))) {
    if (record.instance.namespace_name != namespace_name || record.instance.service != service) continue;
    auto limit = MemoryLimit::find(cgroup_name(state_dir, record.instance));
    if (still_runs(record)) ::kill(-pid_of(record), SIGKILL);
    if (limit) limit->kill_all();
    TRY(base::wait_for_end(pid_of(record), record.identity, deadline));
    TRY(remove_job(state_dir, namespace_name, service));
  }
  return {};
}

}  // namespace runtime
