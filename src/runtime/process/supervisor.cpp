#include "runtime/process/supervisor.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>

#include "base/log.h"
#include "base/process.h"
#include "base/text.h"
#include "runtime/machine/log_file.h"
#include "runtime/machine/spawn.h"
#include "runtime/machine/state_folder.h"

namespace runtime {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr auto kGrace = seconds(10);   // between SIGTERM and SIGKILL
constexpr auto kStable = seconds(60);  // who has run that long starts anew with short pauses
constexpr auto kLongestPause = seconds(60);
constexpr auto kLookAtLogs = seconds(1);
constexpr auto kLookAtMemory = milliseconds(200);  // only without a cgroup
constexpr auto kLookAtCgroup = milliseconds(10);   // whose last processes are about to leave it
constexpr auto kIdle = std::chrono::hours(1);
constexpr int kUnknownExit = -1;
constexpr int64_t kNoAttempt = -1;

std::string service_key(const std::string& namespace_name, const std::string& service) {
  return namespace_name + "/" + service;
}

std::string instance_key(const Instance& instance) {
  return fmt::format("{}/{}/{}", instance.namespace_name, instance.service, instance.index);
}

bool is_readable(const base::Fd& fd) {
  pollfd descriptor{fd.get(), POLLIN, 0};
  return ::poll(&descriptor, 1, 0) > 0;
}

}  // namespace

base::Milliseconds pause_after(int failures) {
  return std::min<base::Milliseconds>(kLongestPause, seconds(1) * (1 << std::clamp(failures - 1, 0, 6)));
}

std::vector<std::string> process_environment(const std::string& state_dir, const ServiceSpec& service) {
  std::map<std::string, std::string> all = {
      {"PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
      {"HOME", state_path(state_dir, kHomes, service.namespace_name, service.name)}};
  for (const auto& [name, value] : service.environment) all[name] = value;
  std::vector<std::string> result;
  for (const auto& [name, value] : all) result.push_back(name + "=" + value);
  return result;
}

std::vector<std::string> process_arguments(const ServiceSpec& service) {
  std::vector<std::string> arguments = service.entrypoint;
  arguments.insert(arguments.end(), service.command.begin(), service.command.end());
  return arguments.empty() ? std::vector<std::string>{"sleep", "infinity"} : arguments;
}

std::string cgroup_name(const std::string& state_dir, const Instance& instance) {
  uint64_t hash = 14695981039346656037ULL;  // FNV-1a: tells state folders apart, hides nothing
  for (unsigned char c : state_dir) hash = (hash ^ c) * 1099511628211ULL;
  return fmt::format("slipway.{:016x}.{}.{}.{}", hash, instance.namespace_name, instance.service,
                     instance.index);
}

Supervisor::Supervisor(std::string state_dir, const base::Clock& clock, bool use_cgroups)
    : state_dir_(std::move(state_dir)), clock_(clock), use_cgroups_(use_cgroups) {
  adopt();
  reload();
}

// What an earlier life of ours started. Its exit code, when it ends, is not for us to see.
void Supervisor::adopt() {
  auto records = read_instances(state_dir_);
  if (!records) {
    base::log(base::LogLevel::error, "cannot read what runs: {}", records.error().message);
    return;
  }
  for (InstanceRecord& record : *records) {
    Child child;
    child.pid = static_cast<pid_t>(base::parse_int(record.instance.id).value_or(0));
    child.limit = MemoryLimit::find(cgroup_name(state_dir_, record.instance));
    child.record = std::move(record);
    std::string key = instance_key(child.record.instance);
    bool was_running = child.record.instance.state != InstanceState::exited;
    if (was_running) {
      // Opened before it is identified: another process cannot take its place in between.
      base::Fd running = child.pid > 1 ? open_process(child.pid) : base::Fd();
      if (running.is_open() && base::process_identity(child.pid) == child.record.identity) {
        child.running = std::move(running);
      }
    }
    Child& adopted = children_[key] = std::move(child);
    if (was_running && !adopted.running.is_open()) note_end(adopted);
  }
}

void Supervisor::reload() {
  auto services = read_services(state_dir_);
  if (!services) {
    base::log(base::LogLevel::error, "cannot read what is to run, leaving everything as it is: {}",
              services.error().message);
    return;
  }
  wanted_.clear();
  for (WantedService& wanted : *services) {
    std::string key = service_key(wanted.service.namespace_name, wanted.service.name);
    wanted_[key] = std::move(wanted);
  }
  wanted_known_ = true;
}

const WantedService* Supervisor::wanted_for(const Child& child) const {
  const Instance& instance = child.record.instance;
  auto found = wanted_.find(service_key(instance.namespace_name, instance.service));
  if (found == wanted_.end() || instance.index >= found->second.service.instances) return nullptr;
  return &found->second;
}

base::Time Supervisor::step() {
  for (auto& [key, child] : children_) {
    if (child.running.is_open()) look_after(child);
  }
  if (!wanted_known_) return clock_.now() + kLookAtLogs;

  end_what_is_not_wanted();
  start_what_is_wanted();
  return next_due();
}

void Supervisor::end_what_is_not_wanted() {
  for (auto at = children_.begin(); at != children_.end();) {
    Child& child = at->second;
    const WantedService* wanted = wanted_for(child);
    bool as_wanted = wanted && wanted->service.fingerprint == child.record.instance.fingerprint;
    if (as_wanted && child.memory_bytes == 0) child.memory_bytes = wanted->service.memory_bytes;  // adopted
    if (!as_wanted && child.running.is_open()) end(child);
    bool gone = !as_wanted && !child.running.is_open() && (!child.limit || child.limit->remove());
    if (gone) forget(child);
    at = gone ? children_.erase(at) : std::next(at);
  }
}

void Supervisor::start_what_is_wanted() {
  for (const auto& [key, wanted] : wanted_) {
    for (int index = 0; index < wanted.service.instances; ++index) {
      auto at = children_.find(fmt::format("{}/{}", key, index));
      if (at == children_.end()) {
        start(wanted, index, 0);
        continue;
      }
      const InstanceRecord& record = at->second.record;
      bool ended = !at->second.running.is_open() && record.instance.fingerprint == wanted.service.fingerprint;
      bool anew = record.attempt != wanted.attempt;
      bool due = record.retry != base::Time() && record.retry <= clock_.now();
      if (ended && (anew || due)) start(wanted, index, anew ? 0 : record.failures);
    }
  }
}

base::Time Supervisor::next_due() const {
  base::Time now = clock_.now();
  base::Time next = now + kIdle;
  for (const auto& [key, child] : children_) {
    const WantedService* wanted = wanted_for(child);
    if (child.running.is_open()) {
      next = std::min(next, now + (child.limit ? milliseconds(kLookAtLogs) : kLookAtMemory));
    } else if (!wanted || wanted->service.fingerprint != child.record.instance.fingerprint) {
      next = std::min(next, now + kLookAtCgroup);
    } else if (child.record.retry != base::Time()) {
      next = std::min(next, child.record.retry);
    }
  }
  return std::max(next, now);
}

void Supervisor::watch(std::vector<pollfd>& descriptors) const {
  for (const auto& [key, child] : children_) {
    if (child.running.is_open()) descriptors.push_back({child.running.get(), POLLIN, 0});
  }
}

void Supervisor::start(const WantedService& wanted, int index, int failures) {
  Child child;
  Instance& instance = child.record.instance;
  instance.namespace_name = wanted.service.namespace_name;
  instance.service = wanted.service.name;
  instance.index = index;
  instance.fingerprint = wanted.service.fingerprint;
  instance.started = clock_.now();
  child.record.attempt = wanted.attempt;
  child.record.failures = failures;
  child.memory_bytes = wanted.service.memory_bytes;
  base::Status spawned = spawn(wanted, child);
  if (!spawned) {
    instance.state = InstanceState::exited;
    instance.exit_code = 127;
    instance.reason = "could not start: " + spawned.error().message;
    child.record.retry = clock_.now() + pause_after(++child.record.failures);
    save(child);
  }
  children_[instance_key(instance)] = std::move(child);
}

base::Status Supervisor::spawn(const WantedService& wanted, Child& child) {
  const ServiceSpec& service = wanted.service;
  Instance& instance = child.record.instance;
  std::string home = state_path(state_dir_, kHomes, service.namespace_name, service.name);
  TRY(base::make_folder(home));
  base::Fd log = TRY(open_log(log_path(state_dir_, instance)));
  base::Fd nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (use_cgroups_) child.limit = MemoryLimit::make(cgroup_name(state_dir_, instance), service.memory_bytes);

  Spawn spawn;
  spawn.arguments = process_arguments(service);
  spawn.environment = process_environment(state_dir_, service);
  spawn.folder = home;
  spawn.in = nothing.get();
  spawn.out = spawn.err = log.get();
  spawn.own_session = true;
  if (child.limit) spawn.cgroup_files = {child.limit->procs_file()};
  HeldChild held = TRY(HeldChild::start(spawn));

  // First written down, then let go: should we be killed in between, it ends by itself.
  child.pid = held.pid();
  instance.id = std::to_string(held.pid());
  instance.state = InstanceState::running;
  child.record.identity = base::process_identity(held.pid());
  base::Fd running = open_process(held.pid());
  if (!running.is_open()) return tl::unexpected(base::errno_error("watch", spawn.arguments[0], errno));
  TRY(write_instance(state_dir_, child.record));
  TRY(held.release());
  child.running = std::move(running);
  return {};
}

void Supervisor::look_after(Child& child) {
  if (is_readable(child.running)) {
    note_end(child);
    return;
  }
  if (child.ending && clock_.now() >= child.kill_at) ::kill(-child.pid, SIGKILL);
  if (!child.limit && child.memory_bytes > 0 && session_memory(child.pid) > child.memory_bytes) {
    child.over_memory = true;
    ::kill(-child.pid, SIGKILL);
  }
  base::Status rotated = rotate_log(log_path(state_dir_, child.record.instance));
  if (!rotated) base::log(base::LogLevel::warn, "{}", rotated.error().message);
}

void Supervisor::note_end(Child& child) {
  InstanceRecord& record = child.record;
  Instance& instance = record.instance;
  // Before it is reaped: until then its id, which is that of its group, is nobody else's.
  if (child.running.is_open()) ::kill(-child.pid, SIGKILL);
  if (child.limit) child.limit->kill_all();
  int status = 0;
  // An adopted one is not ours to reap, and nothing here may wait.
  bool known = child.pid > 0 && ::waitpid(child.pid, &status, WNOHANG) == child.pid;
  child.running.reset();

  instance.state = InstanceState::exited;
  instance.exit_code = known ? exit_code_of(status) : kUnknownExit;
  instance.reason =
      known ? fmt::format("exit code {}", instance.exit_code)
            : std::string("ended while another agent watched, so that its exit code is not known");
  if (child.over_memory || (child.limit && child.limit->kills() > 0)) {
    instance.reason = fmt::format("out of memory: its limit is {} MiB (exit code {})",
                                  child.memory_bytes >> 20, instance.exit_code);
  }
  if (clock_.now() - instance.started >= kStable) record.failures = 0;
  bool failed = instance.exit_code != 0;
  record.retry = failed ? clock_.now() + pause_after(++record.failures) : base::Time();
  if (child.ending) {
    record.attempt = kNoAttempt;  // should it be wanted again by now, it is started at once
    child.ending = false;
    return;
  }
  base::log(failed ? base::LogLevel::warn : base::LogLevel::info, "{} ended: {}", instance_key(instance),
            instance.reason);
  save(child);
}

void Supervisor::end(Child& child) {
  if (child.ending) return;
  child.ending = true;
  child.kill_at = clock_.now() + kGrace;
  ::kill(-child.pid, SIGTERM);
}

// The log goes with its instance, as that of a container does. The record goes last: whoever waits for it
// finds nothing else then.
void Supervisor::forget(const Child& child) {
  const Instance& instance = child.record.instance;
  std::string log = log_path(state_dir_, instance);
  base::Status removed = remove_state(state_dir_, log + ".1");
  if (removed) removed = remove_state(state_dir_, log);
  if (removed) removed = remove_instance(state_dir_, instance);
  if (!removed) base::log(base::LogLevel::error, "{}", removed.error().message);
}

void Supervisor::save(const Child& child) {
  base::Status written = write_instance(state_dir_, child.record);
  if (!written) base::log(base::LogLevel::error, "{}", written.error().message);
}

}  // namespace runtime
