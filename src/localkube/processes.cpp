#include "localkube/processes.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/wait.h>

#include <cerrno>

#include "base/log.h"
#include "runtime/machine/log_file.h"
#include "runtime/machine/spawn.h"
#include "runtime/process/supervisor.h"

namespace localkube {
namespace {

constexpr auto kLookAround = std::chrono::milliseconds(500);  // at logs
constexpr auto kStable = std::chrono::seconds(60);  // who has run that long starts anew with short pauses

bool has_ended(const base::Fd& process) {
  pollfd descriptor{process.get(), POLLIN, 0};
  return ::poll(&descriptor, 1, 0) > 0;
}

// Waits at most `patience` for its end.
bool ends_within(const base::Fd& process, std::chrono::milliseconds patience) {
  pollfd descriptor{process.get(), POLLIN, 0};
  return ::poll(&descriptor, 1, static_cast<int>(patience.count())) > 0;
}

}  // namespace

Processes::Processes(Folder folder, const base::Clock& clock)
    : folder_(std::move(folder)),
      clock_(clock),
      woken_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

Processes::~Processes() {
  thread_.request_stop();
  ::eventfd_write(woken_.get(), 1);
}

base::Status Processes::start(const Process& process) {
  end(process.name, std::chrono::seconds(10));
  std::lock_guard lock(mutex_);
  Child& child = children_[process.name];
  child.process = process;
  child.status.name = process.name;
  base::Status spawned = spawn(child);
  if (!spawned) children_.erase(process.name);
  ::eventfd_write(woken_.get(), 1);
  return spawned;
}

void Processes::end(const std::string& name, std::chrono::milliseconds grace) {
  Child child;
  {
    std::lock_guard lock(mutex_);
    auto found = children_.extract(name);  // from here on nobody starts it again
    if (!found) return;
    child = std::move(found.mapped());
  }
  if (!child.running.is_open()) return;
  ::kill(child.pid, SIGTERM);
  if (!ends_within(child.running, grace)) ::kill(child.pid, SIGKILL);
  while (::waitpid(child.pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

std::vector<ProcessStatus> Processes::status() const {
  std::lock_guard lock(mutex_);
  std::vector<ProcessStatus> result;
  for (const auto& [name, child] : children_) result.push_back(child.status);
  return result;
}

void Processes::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::vector<pollfd> descriptors = {{woken_.get(), POLLIN, 0}};
    {
      std::lock_guard lock(mutex_);
      for (auto& [name, child] : children_) look_after(child);
      for (const auto& [name, child] : children_) {
        if (child.running.is_open()) descriptors.push_back({child.running.get(), POLLIN, 0});
      }
    }
    ::poll(descriptors.data(), descriptors.size(), static_cast<int>(kLookAround.count()));
    eventfd_t drained = 0;
    ::eventfd_read(woken_.get(), &drained);
  }
}

base::Status Processes::spawn(Child& child) {
  base::Fd log = TRY(runtime::open_log(folder_.log(child.process.name)));
  base::Fd nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  runtime::Spawn spawn;
  spawn.arguments = child.process.arguments;
  spawn.environment = child.process.environment;
  spawn.folder = "/";
  spawn.in = nothing.get();
  spawn.out = spawn.err = log.get();
  spawn.own_session = true;
  runtime::HeldChild held = TRY(runtime::HeldChild::start(spawn));
  child.pid = held.pid();
  base::Fd running = runtime::open_process(held.pid());
  if (!running.is_open()) return tl::unexpected(base::errno_error("watch", child.process.name, errno));
  TRY(held.release());
  child.running = std::move(running);
  child.status.running = true;
  child.status.since = clock_.now();
  return {};
}

void Processes::look_after(Child& child) {
  if (child.running.is_open() && has_ended(child.running)) note_end(child);
  if (!child.running.is_open() && clock_.now() >= child.retry) {
    ++child.status.restarts;
    if (base::Status spawned = spawn(child); !spawned) {
      child.status.reason = spawned.error().message;
      child.retry = clock_.now() + runtime::pause_after(++child.failures);
    }
  }
  base::Status rotated = runtime::rotate_log(folder_.log(child.process.name));
  if (!rotated) base::log(base::LogLevel::warn, "{}", rotated.error().message);
}

void Processes::note_end(Child& child) {
  int status = 0;
  ::waitpid(child.pid, &status, 0);
  child.running.reset();
  if (clock_.now() - child.status.since >= kStable) child.failures = 0;
  child.retry = clock_.now() + runtime::pause_after(++child.failures);
  child.status.running = false;
  child.status.since = clock_.now();
  child.status.reason = fmt::format("exit code {}", runtime::exit_code_of(status));
  base::log(base::LogLevel::warn, "{} ended: {}", child.process.name, child.status.reason);
}

}  // namespace localkube
