#include "runtime/machine/spawn.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

extern char** environ;

namespace runtime {
namespace {

struct Pipe {
  base::Fd read;
  base::Fd write;
};

base::Result<Pipe> make_pipe() {
  int fds[2];
  if (::pipe2(fds, O_CLOEXEC) != 0) return tl::unexpected(base::errno_error("make", "pipe", errno));
  return Pipe{base::Fd(fds[0]), base::Fd(fds[1])};
}

std::vector<char*> pointers(const std::vector<std::string>& strings) {
  std::vector<char*> result;
  for (const auto& s : strings) result.push_back(const_cast<char*>(s.c_str()));
  result.push_back(nullptr);
  return result;
}

// PATH as the program will have it: execvpe would search this process's own. Looked up before the fork, since
// nothing may be allocated after it.
std::string find_program(const Spawn& spawn) {
  const std::string& program = spawn.arguments[0];
  if (program.find('/') != std::string::npos) return program;
  std::string_view path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  for (std::string_view entry : spawn.environment) {
    if (entry.starts_with("PATH=")) path = entry.substr(5);
  }
  while (true) {
    size_t colon = path.find(':');
    std::string candidate = std::string(path.substr(0, colon)) + "/" + program;
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
    if (colon == std::string_view::npos) return program;
    path.remove_prefix(colon + 1);
  }
}

void default_signals() {
  for (int signal : {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ, SIGCHLD}) ::signal(signal, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

// What the child does after the fork: only calls that are safe there (signal-safety(7)).
[[noreturn]] void become(const Spawn& spawn, const std::vector<int>& cgroups, const char* program,
                         char** argv, char** envp, int go, int failure) {
  char byte = 0;
  ssize_t n = 0;
  do {
    n = ::read(go, &byte, 1);
  } while (n < 0 && errno == EINTR);
  if (n != 1) ::_exit(127);  // the parent has gone
  bool ok = true;
  for (int cgroup : cgroups) ok = ok && ::write(cgroup, "0", 1) == 1;
  if (spawn.own_session) ::setsid();
  if (spawn.in >= 0) ok = ok && ::dup2(spawn.in, 0) == 0;
  if (spawn.out >= 0) ok = ok && ::dup2(spawn.out, 1) == 1;
  if (spawn.err >= 0) ok = ok && ::dup2(spawn.err, 2) == 2;
  ok = ok && (spawn.folder.empty() || ::chdir(spawn.folder.c_str()) == 0);
  default_signals();
  if (ok) ::execve(program, argv, envp);
  int error = errno;
  [[maybe_unused]] ssize_t written = ::write(failure, &error, sizeof error);
  ::_exit(127);
}

void reap(pid_t pid) {
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

// While a child has the terminal, ^C and ^\ are for it alone, as with system(3).
class IgnoredInterrupts {
 public:
  IgnoredInterrupts() {
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGINT, &ignore, &interrupt_);
    ::sigaction(SIGQUIT, &ignore, &quit_);
  }
  ~IgnoredInterrupts() {
    ::sigaction(SIGINT, &interrupt_, nullptr);
    ::sigaction(SIGQUIT, &quit_, nullptr);
  }

 private:
  struct sigaction interrupt_ {};
  struct sigaction quit_ {};
};

}  // namespace

base::Result<HeldChild> HeldChild::start(const Spawn& spawn) {
  std::string program = find_program(spawn);
  std::vector<char*> argv = pointers(spawn.arguments);
  std::vector<char*> envp = pointers(spawn.environment);
  Pipe go = TRY(make_pipe());
  Pipe failure = TRY(make_pipe());
  std::vector<base::Fd> opened;
  std::vector<int> cgroups;
  for (const std::string& path : spawn.cgroup_files) {
    opened.emplace_back(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!opened.back().is_open()) return tl::unexpected(base::errno_error("open", path, errno));
    cgroups.push_back(opened.back().get());
  }
  // As fork(2), but into other namespaces; what the child calls before its exec needs nothing that fork(3)
  // would have prepared.
  auto pid = spawn.namespaces == 0 ? ::fork()
                                   : static_cast<pid_t>(::syscall(SYS_clone, spawn.namespaces | SIGCHLD,
                                                                  nullptr, nullptr, nullptr, nullptr));
  if (pid < 0) return tl::unexpected(base::errno_error("start", spawn.arguments[0], errno));
  if (pid == 0) {
    ::close(go.write.get());  // else the child itself would keep the pipe open when the parent dies
    become(spawn, cgroups, program.c_str(), argv.data(), envp.data(), go.read.get(), failure.write.get());
  }
  HeldChild child;
  child.pid_ = pid;
  child.held_ = true;
  child.program_ = spawn.arguments[0];
  child.go_ = std::move(go.write);
  child.failure_ = std::move(failure.read);
  return child;
}

HeldChild::HeldChild(HeldChild&& other) noexcept
    : pid_(other.pid_),
      held_(std::exchange(other.held_, false)),
      program_(std::move(other.program_)),
      go_(std::move(other.go_)),
      failure_(std::move(other.failure_)) {}

HeldChild::~HeldChild() {
  if (!held_) return;
  go_.reset();
  reap(pid_);
}

base::Status HeldChild::release() {
  held_ = false;
  [[maybe_unused]] ssize_t written = ::write(go_.get(), "g", 1);
  go_.reset();
  int error = 0;
  ssize_t n = 0;
  do {
    n = ::read(failure_.get(), &error, sizeof error);
  } while (n < 0 && errno == EINTR);
  if (n != static_cast<ssize_t>(sizeof error)) return {};
  reap(pid_);
  return tl::unexpected(base::errno_error("start", program_, error));
}

base::Result<std::optional<int>> run_attached(const Spawn& spawn, const base::Deadline& deadline) {
  HeldChild child = TRY(HeldChild::start(spawn));
  IgnoredInterrupts ignored;
  TRY(child.release());
  base::Fd ended = open_process(child.pid());
  bool given_up = false;
  base::Deadline patience = deadline;
  while (true) {
    int status = 0;
    pid_t reaped = ::waitpid(child.pid(), &status, WNOHANG);
    if (reaped == child.pid()) return given_up ? std::nullopt : std::optional<int>(exit_code_of(status));
    if (reaped < 0 && errno != EINTR)
      return tl::unexpected(base::errno_error("wait for", spawn.arguments[0], errno));
    if (patience.passed()) {
      ::kill(child.pid(), given_up ? SIGKILL : SIGTERM);
      given_up = true;
      patience = base::Deadline::in(std::chrono::seconds(2));
    }
    pollfd fd{ended.get(), POLLIN, 0};
    // Short rounds only so that a stop token is noticed; the end of the child wakes it at once.
    ::poll(&fd, 1, static_cast<int>(std::min<int64_t>(patience.left().count(), 50)));
  }
}

std::vector<std::string> own_environment() {
  std::vector<std::string> result;
  for (char** entry = environ; *entry; ++entry) result.emplace_back(*entry);
  return result;
}

base::Fd open_process(pid_t pid) {
  return base::Fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

int exit_code_of(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace runtime
