// The podman runtime: each instance is a container, and what runs is asked of podman.
#include <algorithm>
#include <filesystem>
#include <future>
#include <mutex>

#include "base/process.h"
#include "base/text.h"
#include "runtime/machine/service_files.h"
#include "runtime/machine/spawn.h"
#include "runtime/podman/call.h"
#include "runtime/podman/containers.h"
#include "runtime/podman/exec.h"
#include "runtime/podman/job.h"
#include "runtime/podman/network.h"
#include "runtime/podman/probe.h"
#include "runtime/podman/start.h"
#include "runtime/runtime.h"

namespace runtime {
namespace {

using base::Deadline;
using base::ErrorKind;
using base::fail;
using Progress = std::function<void(const std::string&)>;

constexpr size_t kStartedAtOnce = 4;
// How long a new instance must stay up before it counts as started: a command that fails at once has failed by then.
constexpr auto kSettle = std::chrono::milliseconds(200);
constexpr auto kRestarts = std::chrono::seconds(3);  // what three starts of something that fails take
constexpr std::string_view kRestart = "on-failure:3";
constexpr std::string_view kDefaultShell = "/bin/sh";

// A folder is the same one also by another path: below a home that is a link.
bool is_of(const Container& container, const std::string& state_dir) {
  std::error_code absent;
  return container.state_dir == state_dir ||
         std::filesystem::equivalent(container.state_dir, state_dir, absent);
}

// What apply() has to do, worked out from what there is.
struct Work {
  std::vector<int> start;                // indexes that nothing has
  std::vector<int> replace;              // indexes with a container of another fingerprint, or one that ended
  std::vector<std::string> superfluous;  // names of containers
  bool network_is_up = false;
};

base::Result<Work> work_out(const ServiceSpec& service, const std::vector<Container>& containers,
                            const std::string& state_dir) {
  Work work;
  std::vector<bool> seen(static_cast<size_t>(service.instances));
  for (const Container& container : containers) {
    const Instance& instance = container.instance;
    if (instance.state == InstanceState::running) work.network_is_up = true;
    if (instance.namespace_name != service.namespace_name || instance.service != service.name) continue;
    if (!is_of(container, state_dir)) {
      return tl::unexpected(base::Error{
          ErrorKind::conflict,
          fmt::format(
              "the container `{}` belongs to another Slipway of this machine, with the state folder `{}`",
              container.name, container.state_dir),
          "end it there with `slipway down`, or use that state folder"});
    }
    if (instance.index >= service.instances) {
      work.superfluous.push_back(container.name);
      continue;
    }
    seen[static_cast<size_t>(instance.index)] = true;
    bool good = instance.state == InstanceState::running && instance.fingerprint == service.fingerprint;
    if (!good) work.replace.push_back(instance.index);
  }
  for (int index = 0; index < service.instances; ++index) {
    if (!seen[static_cast<size_t>(index)]) work.start.push_back(index);
  }
  return work;
}

class Podman final : public Runtime {
 public:
  explicit Podman(std::string state_dir) : state_dir_(std::move(state_dir)) {}

  std::string_view name() const override { return "podman"; }
  base::Status check(const Deadline& deadline) override { return probe_podman(state_dir_, deadline); }
  bool uses_bridge() const override { return true; }
  std::string token_path(const ServiceSpec&) const override { return std::string(kTokenFolder) + "/token"; }
  // Its network has no names (docs/podman.md), and an address is known only when the container runs.
  std::string host(const std::string&, const std::string&) const override { return ""; }

  base::Status apply(const ServiceSpec& service, const Progress& progress, const Deadline& deadline) override;
  base::Result<JobEnd> run_job(const JobRun& run, const Deadline& deadline) override {
    return run_podman_job(run, state_dir_, deadline);
  }
  base::Status remove(const std::string& namespace_name, const std::string& service,
                      const Deadline& deadline) override;
  base::Result<std::vector<Instance>> list(const std::string& namespace_name,
                                           const Deadline& deadline) override;
  base::Result<int> exec(const Instance& instance, const std::vector<std::string>& command,
                         ExecInput input) override;
  base::Status logs(const Instance& instance, bool follow, const Deadline& deadline) override;

 private:
  base::Status start_together(const ServiceSpec& service, const std::vector<int>& indexes,
                              const Progress& progress) const;
  base::Status check_started(const ServiceSpec& service, const std::vector<int>& indexes,
                             const Deadline& deadline) const;

  std::string state_dir_;
};

std::string last_lines(const std::string& container, const Deadline& deadline) {
  base::Command command;
  command.arguments = podman_command({"logs", "--tail", "5", container});
  auto output = base::run(command, deadline);
  if (!output) return "";
  std::string text = output->out + output->err;
  return base::trim(text).empty() ? "it printed nothing"
                                  : fmt::format("it printed last: {}", base::trim(text));
}

base::Status Podman::start_together(const ServiceSpec& service, const std::vector<int>& indexes,
                                    const Progress& progress) const {
  for (size_t first = 0; first < indexes.size(); first += kStartedAtOnce) {
    size_t last = std::min(indexes.size(), first + kStartedAtOnce);
    std::vector<std::future<base::Status>> started;
    for (size_t i = first; i < last; ++i) {
      int index = indexes[i];
      progress(fmt::format("starting {}", container_name(service.namespace_name, service.name, index)));
      started.push_back(std::async(std::launch::async, [&, index] {
        return start_container(service, {.index = index, .restart = std::string(kRestart)}, state_dir_);
      }));
    }
    base::Status all;
    for (auto& one : started) {
      base::Status status = one.get();
      if (!status && all) all = status;
    }
    if (!all) return all;
  }
  return {};
}

// What podman says of one that has just been started.
struct Started {
  bool runs = false;
  bool restarted = false;  // by its restart policy
  std::string exit_code;
};

base::Result<std::vector<Started>> inspect(const std::vector<std::string>& names, const Deadline& deadline) {
  std::vector<std::string> ask = {"container", "inspect", "--format",
                                  "{{.State.Status}} {{.RestartCount}} {{.State.ExitCode}}"};
  ask.insert(ask.end(), names.begin(), names.end());
  std::string answer = TRY(ask_podman(std::move(ask), deadline));
  std::vector<Started> result;
  for (std::string_view line : base::split(base::trim(answer), '\n')) {
    auto fields = base::split(line, ' ');
    fields.resize(3);
    result.push_back({fields[0] == "running", fields[1] != "0", std::string(fields[2])});
  }
  return result;
}

// Has each of those just started stayed up? One that has failed may be up again by its restart policy:
// whether for good is seen when the policy has had its tries.
base::Status Podman::check_started(const ServiceSpec& service, const std::vector<int>& indexes,
                                   const Deadline& deadline) const {
  if (indexes.empty()) return {};
  std::vector<std::string> names;
  for (int index : indexes) names.push_back(container_name(service.namespace_name, service.name, index));
  Deadline patience = deadline.at_most(kRestarts);
  deadline.pause(kSettle);  // asking meanwhile would take the time from what starts
  std::vector<Started> all = TRY(inspect(names, deadline));
  auto undecided = [](const Started& one) { return one.runs && one.restarted; };
  while (std::any_of(all.begin(), all.end(), undecided) && !patience.passed())
    all = TRY(inspect(names, deadline));
  for (size_t i = 0; i < all.size() && i < indexes.size(); ++i) {
    if (all[i].runs) continue;
    return fail(ErrorKind::unavailable, "instance {} of `{}` ended at once with exit code {}; {}", indexes[i],
                service.name, all[i].exit_code, last_lines(names[i], deadline));
  }
  return {};
}

base::Status Podman::apply(const ServiceSpec& service, const Progress& progress, const Deadline& deadline) {
  TRY(check_service(service));
  std::vector<Container> containers = TRY(list_containers(deadline));
  Work work = TRY(work_out(service, containers, state_dir_));
  std::vector<int> begun = work.start;
  begun.insert(begun.end(), work.replace.begin(), work.replace.end());
  std::string unheeded = unheeded_words(service.workload, true);
  if (!begun.empty() && !unheeded.empty())
    progress(fmt::format("`{}`: not under podman, but only on Kubernetes: {}", service.name, unheeded));
  if (!begun.empty()) TRY(write_service_files(state_dir_, service));
  if (!begun.empty()) TRY(prepare_start(service.image, work.network_is_up, progress, deadline));
  TRY(start_together(service, work.start, progress));
  // One after another, so that the others go on serving.
  for (int index : work.replace) {
    if (deadline.passed()) return fail(ErrorKind::timeout, "no time was left to replace `{}`", service.name);
    progress(fmt::format("replacing {}", container_name(service.namespace_name, service.name, index)));
    TRY(start_container(service, {.index = index, .replace = true, .restart = std::string(kRestart)},
                        state_dir_));
  }
  for (const std::string& container : work.superfluous) progress(fmt::format("removing {}", container));
  TRY(remove_containers(work.superfluous));
  return check_started(service, begun, deadline);
}

base::Status Podman::remove(const std::string& namespace_name, const std::string& service,
                            const Deadline& deadline) {
  std::vector<Container> containers = TRY(list_containers(deadline));
  std::vector<std::string> names;
  for (const Container& container : containers) {
    const Instance& instance = container.instance;
    if (is_of(container, state_dir_) && instance.namespace_name == namespace_name &&
        instance.service == service) {
      names.push_back(container.name);
    }
  }
  bool nothing_else = names.size() == containers.size();
  TRY(remove_containers(std::move(names)));
  TRY(remove_service_files(state_dir_, namespace_name, service));
  return nothing_else ? remove_network_if_unused() : base::Status();
}

base::Result<std::vector<Instance>> Podman::list(const std::string& namespace_name,
                                                 const Deadline& deadline) {
  std::vector<Container> containers = TRY(list_containers(deadline));
  std::vector<Instance> result;
  for (Container& container : containers) {
    bool asked = namespace_name.empty() || container.instance.namespace_name == namespace_name;
    if (asked && is_of(container, state_dir_)) result.push_back(std::move(container.instance));
  }
  return result;
}

base::Result<int> Podman::exec(const Instance& instance, const std::vector<std::string>& command,
                               ExecInput input) {
  const std::vector<std::string> shell = {std::string(kDefaultShell)};
  return exec_in_container(instance.id, command.empty() ? shell : command, input, state_dir_);
}

base::Status Podman::logs(const Instance& instance, bool follow, const Deadline& deadline) {
  Spawn spawn;
  spawn.arguments = podman_command({"logs"});
  if (follow) spawn.arguments.emplace_back("--follow");
  spawn.arguments.push_back(instance.id);
  spawn.environment = own_environment();
  std::optional<int> code = TRY(run_attached(spawn, deadline));
  if (!code || *code == 0 || follow) return {};
  return fail(ErrorKind::unavailable, "podman could not show the log of `{}`", instance.service);
}

}  // namespace

std::unique_ptr<Runtime> make_podman(const std::string& state_dir) {
  return std::make_unique<Podman>(state_dir);
}

}  // namespace runtime
