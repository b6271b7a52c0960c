#include "runtime/process/agent.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/process.h"
#include "runtime/machine/agent_wake.h"
#include "runtime/machine/log_file.h"
#include "runtime/process/supervisor.h"

namespace runtime {
namespace {

using base::Milliseconds;

// A clock may be set: nobody sleeps longer than this on its word.
constexpr auto kLongestSleep = std::chrono::seconds(30);
constexpr int64_t kMaxAgentLogBytes = 1 << 20;

std::string lock_path(const std::string& state_dir) {
  return state_dir + "/agent.lock";
}
std::string identity_path(const std::string& state_dir) {
  return state_dir + "/agent.json";
}

Milliseconds until(base::Time moment, const base::Clock& clock) {
  return std::clamp<Milliseconds>(moment - clock.now(), Milliseconds(0), kLongestSleep);
}

// Renews tokens on a thread of its own: asking for one may take its time, and processes must not wait for it.
class TokenThread {
 public:
  explicit TokenThread(const AgentOptions& options)
      : clock_(*options.clock),
        renewal_(options.state_dir, options.renew, *options.clock),
        thread_([this](const std::stop_token& stop) { run(stop); }) {}

  void look_again() {
    std::lock_guard lock(mutex_);
    changed_ = true;
    condition_.notify_one();
  }

 private:
  void run(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
      bool changed = std::exchange(changed_, false);
      lock.unlock();
      if (changed) renewal_.reload();
      base::Time next = renewal_.step();
      lock.lock();
      condition_.wait_for(lock, stop, until(next, clock_), [this] { return changed_; });
    }
  }

  const base::Clock& clock_;
  TokenRenewal renewal_;
  std::mutex mutex_;
  std::condition_variable_any condition_;
  bool changed_ = true;
  std::jthread thread_;  // the last member: it ends before the others do
};

bool has_work(const std::string& state_dir) {
  auto desired = read_desired_tokens(state_dir);
  auto services = read_services(state_dir);
  auto instances = read_instances(state_dir);
  // What cannot be read is left to a person, not to oblivion.
  return !desired || !services || !instances || !desired->empty() || !services->empty() ||
         !instances->empty();
}

// Serves the folder, whose lock the caller holds, until nothing is left to do.
base::Status serve(const AgentOptions& options, const std::stop_token& stop) {
  base::Fd woken = TRY(open_wake(options.state_dir));
  base::Fd stopped(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  std::stop_callback on_stop(stop, [&] { ::eventfd_write(stopped.get(), 1); });
  json::Object self{{"pid", static_cast<int64_t>(::getpid())},
                    {"identity", base::process_identity(::getpid())}};
  TRY(base::write_file_atomically(identity_path(options.state_dir), json::dump_pretty(std::move(self))));

  Supervisor supervisor(options.state_dir, *options.clock);
  TokenThread tokens(options);
  while (!stop.stop_requested()) {
    // Somebody removed the whole folder: then nothing in it is wanted any more.
    if (!base::exists(lock_path(options.state_dir))) supervisor.reload();
    base::Time next = supervisor.step();
    if (supervisor.idle() && !has_work(options.state_dir)) return {};
    std::vector<pollfd> descriptors = {{woken.get(), POLLIN, 0}, {stopped.get(), POLLIN, 0}};
    supervisor.watch(descriptors);
    ::poll(descriptors.data(), descriptors.size(), static_cast<int>(until(next, *options.clock).count()));
    if (drain_wake(woken)) {
      supervisor.reload();
      tokens.look_again();
    }
  }
  return {};
}

}  // namespace

// The end of an agent and the start of new work may fall together. Whoever brings work writes it down first
// and looks at the lock then; an agent gives the lock up first and looks for work then. So one of them sees
// the other. (Whoever takes the lock only to look starts an agent in any case: see ensure_agent.)
base::Status run_agent(const AgentOptions& options, std::stop_token stop) {
  TRY(base::make_folder(options.state_dir));
  do {
    auto lock = base::lock_file(lock_path(options.state_dir));
    if (!lock && lock.error().kind == base::ErrorKind::conflict) return {};
    if (!lock) return tl::unexpected(lock.error());
    TRY(serve(options, stop));
    base::log(base::LogLevel::info, "the agent of {} ends", options.state_dir);
  } while (!stop.stop_requested() && has_work(options.state_dir));
  return {};
}

base::Status ensure_agent(const std::string& state_dir, const std::string& program) {
  TRY(base::make_folder(state_dir));
  bool serves = false;
  {
    auto lock = base::lock_file(lock_path(state_dir));
    serves = !lock && lock.error().kind == base::ErrorKind::conflict;
    if (!lock && !serves) return tl::unexpected(lock.error());
  }
  if (serves) {
    wake_agent(state_dir);
    return {};
  }
  std::string log = state_dir + "/agent.log";
  TRY(rotate_log(log, kMaxAgentLogBytes));
  base::Command command;
  command.arguments = {program, "agent", "--state-dir", state_dir};
  command.folder = "/";  // it must not keep the caller's folder busy
  TRY(base::start_detached(command, log));
  return {};
}

base::Status ensure_agent(const std::string& state_dir) {
  return ensure_agent(state_dir, base::own_path());
}

std::optional<pid_t> find_agent(const std::string& state_dir) {
  if (!base::is_locked(lock_path(state_dir))) return std::nullopt;
  auto text = base::read_file(identity_path(state_dir), 4096);
  auto value = text ? json::parse(*text) : base::Result<json::Value>(json::Value());
  if (!value) return std::nullopt;
  auto pid = static_cast<pid_t>(value->int_or("pid", 0));
  std::string identity(value->string_or("identity", ""));
  if (pid <= 0 || identity.empty() || base::process_identity(pid) != identity) return std::nullopt;
  return pid;
}

}  // namespace runtime
