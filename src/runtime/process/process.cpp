// The process runtime: instances are plain processes of this machine. It writes down what is to run; the
// agent makes it so (runtime/process/supervisor.h).
#include "base/process.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "base/visible.h"
#include "runtime/machine/agent_wake.h"
#include "runtime/machine/log_file.h"
#include "runtime/machine/service_files.h"
#include "runtime/machine/spawn.h"
#include "runtime/machine/state_folder.h"
#include "runtime/process/agent.h"
#include "runtime/process/job.h"
#include "runtime/process/supervisor.h"
#include "runtime/runtime.h"
#include "runtime/token/file.h"

namespace runtime {
namespace {

using base::Deadline;
using base::ErrorKind;
using base::fail;
using Progress = std::function<void(const std::string&)>;

constexpr auto kLookAgain = std::chrono::milliseconds(3);
constexpr auto kNoteTime = std::chrono::milliseconds(500);
// An instance that ends within this after its start is reported to whoever started it.
constexpr auto kSettle = std::chrono::milliseconds(60);

bool is_of(const Instance& instance, const std::string& namespace_name, const std::string& service) {
  return instance.namespace_name == namespace_name && instance.service == service;
}

bool runs(const InstanceRecord& record) {
  auto pid = base::parse_int(record.instance.id);
  return record.instance.state == InstanceState::running && pid &&
         base::process_identity(static_cast<pid_t>(*pid)) == record.identity;
}

// Commands are looked up on this machine as whoever applies the service would find them, whatever the agent,
// which may have been started from another shell, has in its own PATH.
ServiceSpec with_search_path(ServiceSpec service) {
  const char* path = ::getenv("PATH");
  if (path) service.environment.emplace("PATH", path);
  return service;
}

class Process final : public Runtime {
 public:
  explicit Process(std::string state_dir) : state_dir_(std::move(state_dir)) {}

  std::string_view name() const override { return "process"; }
  base::Status check(const Deadline&) override { return base::make_folder(state_dir_); }
  bool uses_bridge() const override { return false; }
  std::string token_path(const ServiceSpec& service) const override {
    return service.token_folder.empty() ? "" : token_file(service.token_folder);
  }

  std::string host(const std::string&, const std::string&) const override { return "127.0.0.1"; }
  std::string file_path(const ServiceSpec& service, const std::string& path) const override {
    return service_file(state_dir_, service, path);
  }

  base::Status apply(const ServiceSpec& service, const Progress& progress, const Deadline& deadline) override;
  base::Result<JobEnd> run_job(const JobRun& run, const Deadline& deadline) override;
  base::Status remove(const std::string& namespace_name, const std::string& service,
                      const Deadline& deadline) override;
  base::Result<std::vector<Instance>> list(const std::string& namespace_name,
                                           const Deadline& deadline) override;
  base::Result<int> exec(const Instance& instance, const std::vector<std::string>& command,
                         ExecInput input) override;
  base::Status logs(const Instance& instance, bool follow, const Deadline& deadline) override;

 private:
  base::Result<std::vector<InstanceRecord>> records_of(const std::string& namespace_name,
                                                       const std::string& service) const;
  base::Result<std::vector<InstanceRecord>> settled_records() const;
  base::Result<ServiceSpec> written_service(const Instance& instance) const;
  base::Status wait_until_as_wanted(const WantedService& wanted, const Deadline& deadline) const;
  base::Error failed(const Instance& instance) const;

  std::string state_dir_;
};

// How the instances of a service stand to what is wanted.
struct Standing {
  bool as_wanted = true;
  const InstanceRecord* failed = nullptr;  // in this attempt
};

Standing stand(const WantedService& wanted, const std::vector<InstanceRecord>& records) {
  Standing standing;
  auto running = std::vector<bool>(static_cast<size_t>(wanted.service.instances));
  for (const InstanceRecord& record : records) {
    const Instance& instance = record.instance;
    bool superfluous = instance.index >= wanted.service.instances;
    if (superfluous || instance.fingerprint != wanted.service.fingerprint) {
      standing.as_wanted = false;
    } else if (runs(record)) {
      running[static_cast<size_t>(instance.index)] = true;
    } else if (instance.state == InstanceState::exited && record.attempt == wanted.attempt) {
      standing.failed = &record;
    }
  }
  if (std::find(running.begin(), running.end(), false) != running.end()) standing.as_wanted = false;
  return standing;
}

base::Result<std::vector<InstanceRecord>> Process::records_of(const std::string& namespace_name,
                                                              const std::string& service) const {
  std::vector<InstanceRecord> records = TRY(read_instances(state_dir_));
  std::erase_if(records,
                [&](const auto& record) { return !is_of(record.instance, namespace_name, service); });
  return records;
}

base::Error Process::failed(const Instance& instance) const {
  std::string tail = log_tail(log_path(state_dir_, instance));
  return {ErrorKind::unavailable,
          fmt::format("instance {} of `{}` ended at once: {}; {}", instance.index, instance.service,
                      instance.reason, tail.empty() ? "it printed nothing" : "it printed last: " + tail),
          "mend the `command` of the service and run it again"};
}

base::Status Process::wait_until_as_wanted(const WantedService& wanted, const Deadline& deadline) const {
  std::optional<Deadline> settled;
  while (true) {
    auto records = TRY(records_of(wanted.service.namespace_name, wanted.service.name));
    Standing standing = stand(wanted, records);
    if (standing.failed) return tl::unexpected(failed(standing.failed->instance));
    if (standing.as_wanted && !settled) settled = Deadline::in(kSettle);
    if (settled && settled->passed() && standing.as_wanted) return {};
    if (deadline.passed()) {
      return tl::unexpected(base::Error{
          ErrorKind::timeout, fmt::format("the agent did not start `{}` in time", wanted.service.name),
          fmt::format("see {}/agent.log, and run it again", state_dir_)});
    }
    deadline.pause(kLookAgain);
  }
}

base::Status Process::apply(const ServiceSpec& service, const Progress& progress, const Deadline& deadline) {
  TRY(check_service(service));
  TRY(base::make_folder(state_dir_));
  auto before = TRY(records_of(service.namespace_name, service.name));
  WantedService wanted{with_search_path(service), base::to_ms(base::SystemClock().now())};
  bool nothing_to_do = stand(wanted, before).as_wanted;
  if (!nothing_to_do) {
    if (!service.image.empty()) {
      progress(fmt::format("the image `{}` is not used: `{}` runs as a plain process of this machine",
                           service.image, service.name));
    }
    std::string unheeded = unheeded_words(service.workload, false);
    if (!unheeded.empty()) progress(fmt::format("`{}`: not as plain processes: {}", service.name, unheeded));
    progress(
        fmt::format("starting {} of `{}`",
                    service.instances == 1 ? "1 instance" : fmt::format("{} instances", service.instances),
                    service.name));
  }
  // Also when all is well: the agent may have been killed, and the file may have been lost with it.
  TRY(write_service_files(state_dir_, service));
  TRY(write_service(state_dir_, wanted));
  TRY(ensure_agent(state_dir_));
  return nothing_to_do ? base::Status() : wait_until_as_wanted(wanted, deadline);
}

base::Result<JobEnd> Process::run_job(const JobRun& run, const Deadline& deadline) {
  JobRun own = run;
  own.service = with_search_path(run.service);
  return run_process_job(own, state_dir_, deadline);
}

base::Status Process::remove(const std::string& namespace_name, const std::string& service,
                             const Deadline& deadline) {
  TRY(end_process_job(state_dir_, namespace_name, service, deadline));
  TRY(remove_service(state_dir_, namespace_name, service));
  bool nothing_runs = TRY(records_of(namespace_name, service)).empty();
  if (nothing_runs) wake_agent(state_dir_);
  if (!nothing_runs) TRY(ensure_agent(state_dir_));
  while (!TRY(records_of(namespace_name, service)).empty()) {
    if (deadline.passed()) {
      return tl::unexpected(base::Error{ErrorKind::timeout,
                                        fmt::format("the agent did not end `{}` in time", service),
                                        fmt::format("see {}/agent.log, and run it again", state_dir_)});
    }
    deadline.pause(kLookAgain);
  }
  TRY(remove_service_files(state_dir_, namespace_name, service));
  TRY(remove_state(state_dir_, state_path(state_dir_, kLogs, namespace_name, service)));
  return remove_state(state_dir_, state_path(state_dir_, kHomes, namespace_name, service));
}

// What the agent has noted; if a process has ended just now, a moment later, when it has noted that too.
base::Result<std::vector<InstanceRecord>> Process::settled_records() const {
  base::Deadline patience = base::Deadline::in(kNoteTime);
  while (true) {
    std::vector<InstanceRecord> records = TRY(read_instances(state_dir_));
    bool noted = std::none_of(records.begin(), records.end(), [](const InstanceRecord& record) {
      return record.instance.state == InstanceState::running && !runs(record);
    });
    if (noted || patience.passed() || !find_agent(state_dir_)) return records;
    patience.pause(kLookAgain);
  }
}

base::Result<std::vector<Instance>> Process::list(const std::string& namespace_name, const Deadline&) {
  std::vector<Instance> result;
  for (InstanceRecord& record : TRY(settled_records())) {
    if (!namespace_name.empty() && record.instance.namespace_name != namespace_name) continue;
    if (record.instance.state == InstanceState::running && !runs(record)) {
      record.instance.state = InstanceState::exited;
      record.instance.exit_code = -1;
      record.instance.reason = "ended while no agent watched it, so that its exit code is not known";
    }
    result.push_back(std::move(record.instance));
  }
  for (Instance& job : TRY(list_process_jobs(state_dir_))) {
    if (namespace_name.empty() || job.namespace_name == namespace_name) result.push_back(std::move(job));
  }
  std::sort(result.begin(), result.end(), [](const Instance& a, const Instance& b) {
    return std::tie(a.namespace_name, a.service, a.index) < std::tie(b.namespace_name, b.service, b.index);
  });
  return result;
}

base::Result<ServiceSpec> Process::written_service(const Instance& instance) const {
  for (WantedService& wanted : TRY(read_services(state_dir_))) {
    if (wanted.service.namespace_name == instance.namespace_name && wanted.service.name == instance.service) {
      return std::move(wanted.service);
    }
  }
  return fail(ErrorKind::not_found, "there is no service `{}` in `{}`", instance.service,
              instance.namespace_name);
}

base::Result<int> Process::exec(const Instance& instance, const std::vector<std::string>& command,
                                ExecInput input) {
  ServiceSpec service = TRY(written_service(instance));
  base::Fd nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  Spawn spawn;
  spawn.arguments = command;
  if (spawn.arguments.empty()) spawn.arguments = {"/bin/sh"};
  spawn.environment = process_environment(state_dir_, service);
  const char* terminal = ::getenv("TERM");
  if (input == ExecInput::terminal && terminal && !service.environment.contains("TERM"))
    spawn.environment.push_back(std::string("TERM=") + terminal);
  spawn.folder = state_path(state_dir_, kHomes, service.namespace_name, service.name);
  if (input == ExecInput::nothing) spawn.in = nothing.get();
  // Within the instance's own memory limit.
  auto limit = MemoryLimit::find(cgroup_name(state_dir_, instance));
  if (limit) spawn.cgroup_files = {limit->procs_file()};
  auto ran = run_attached(spawn, Deadline::never());
  if (ran) return ran->value_or(0);
  // As podman and shells have it: no such program is an exit code of exec, not a failure to reach the instance.
  bool absent = ran.error().kind == ErrorKind::not_found;
  if (!absent) return tl::unexpected(ran.error());
  fmt::print(stderr, "{}\n", base::visible_line(ran.error().message));
  return 127;
}

base::Status Process::logs(const Instance& instance, bool follow, const Deadline& deadline) {
  base::Fd running = open_process(static_cast<pid_t>(base::parse_int(instance.id).value_or(0)));
  auto ended = [&] {
    pollfd descriptor{running.get(), POLLIN, 0};
    return !running.is_open() || ::poll(&descriptor, 1, 0) > 0;
  };
  return show_log(log_path(state_dir_, instance), STDOUT_FILENO, follow, ended, deadline);
}

}  // namespace

std::unique_ptr<Runtime> make_process(const std::string& state_dir) {
  return std::make_unique<Process>(state_dir);
}

}  // namespace runtime
