#include "base/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstring>

#include "base/file.h"
#include "base/text.h"

extern char** environ;

namespace base {
namespace {

struct Pipe {
  Fd read;
  Fd write;
};

Result<Pipe> make_pipe() {
  int fds[2];
  if (::pipe2(fds, O_CLOEXEC) != 0) return tl::unexpected(errno_error("make", "pipe", errno));
  return Pipe{Fd(fds[0]), Fd(fds[1])};
}

std::vector<std::string> environment_of(const Command& command) {
  std::vector<std::string> result;
  if (!command.clean_environment) {
    for (char** entry = environ; *entry; ++entry) {
      std::string name(*entry, std::strcspn(*entry, "="));
      if (!command.environment.contains(name)) result.emplace_back(*entry);
    }
  }
  for (const auto& [name, value] : command.environment) result.push_back(name + "=" + value);
  return result;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> result;
  for (auto& s : strings) result.push_back(s.data());
  result.push_back(nullptr);
  return result;
}

struct Streams {
  int in = -1;  // -1: this process's
  int out = -1;
  int err = -1;
  bool own_session = false;
};

// fork + exec. The child reports a failed exec through a pipe, so that "no such program" is told from an exit code.
Result<pid_t> spawn(const Command& command, const Streams& streams) {
  std::vector<std::string> arguments = command.arguments;
  std::vector<std::string> environment = environment_of(command);
  std::vector<char*> argv = pointers(arguments);
  std::vector<char*> envp = pointers(environment);
  Pipe failure = TRY(make_pipe());

  pid_t pid = ::fork();
  if (pid < 0) return tl::unexpected(errno_error("start", arguments[0], errno));
  if (pid == 0) {
    if (streams.own_session) {
      ::setsid();
    }
    if (streams.in >= 0) ::dup2(streams.in, 0);
    if (streams.out >= 0) ::dup2(streams.out, 1);
    if (streams.err >= 0) ::dup2(streams.err, 2);
    if (command.folder.empty() || ::chdir(command.folder.c_str()) == 0)
      ::execvpe(argv[0], argv.data(), envp.data());
    int error = errno;
    [[maybe_unused]] ssize_t written = ::write(failure.write.get(), &error, sizeof error);
    ::_exit(127);
  }
  failure.write.reset();
  int error = 0;
  ssize_t n = 0;
  do {
    n = ::read(failure.read.get(), &error, sizeof error);
  } while (n < 0 && errno == EINTR);
  if (n == static_cast<ssize_t>(sizeof error)) {
    ::waitpid(pid, nullptr, 0);
    return tl::unexpected(errno_error("start", arguments[0], error));
  }
  return pid;
}

int exit_code_of(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int wait_for(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return exit_code_of(status);
}

// Collects both outputs until the child has closed them. false: the deadline passed.
bool collect(Fd out, Fd err, Output& output, const Deadline& deadline) {
  while (out.is_open() || err.is_open()) {
    if (deadline.passed()) return false;
    pollfd fds[2] = {{out.get(), POLLIN, 0}, {err.get(), POLLIN, 0}};
    ::poll(fds, 2, static_cast<int>(std::min<int64_t>(deadline.left().count(), 100)));
    auto drain = [](const pollfd& ready, Fd& fd, std::string& to) {
      if (!ready.revents) return;
      char buffer[16384];
      ssize_t n = ::read(fd.get(), buffer, sizeof buffer);
      if (n > 0) to.append(buffer, static_cast<size_t>(n));
      if (n == 0 || (n < 0 && errno != EINTR)) fd.reset();
    };
    drain(fds[0], out, output.out);
    drain(fds[1], err, output.err);
  }
  return true;
}

// The input as a file that only the child sees: unlike a pipe, it needs nobody who feeds it, and a child that
// does not read it harms nobody.
Result<Fd> input_file(std::string_view input) {
  Fd fd(::memfd_create("input", MFD_CLOEXEC));
  if (!fd.is_open()) return tl::unexpected(errno_error("make", "standard input", errno));
  while (!input.empty()) {
    ssize_t n = ::write(fd.get(), input.data(), input.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return tl::unexpected(errno_error("write", "standard input", errno));
    input.remove_prefix(static_cast<size_t>(n));
  }
  ::lseek(fd.get(), 0, SEEK_SET);
  return fd;
}

}  // namespace

Result<Output> run(const Command& command, const Deadline& deadline) {
  Fd in = TRY(input_file(command.input));
  Pipe out = TRY(make_pipe());
  Pipe err = TRY(make_pipe());
  pid_t pid = TRY(spawn(command, {in.get(), out.write.get(), err.write.get(), true}));
  out.write.reset();
  err.write.reset();

  Output output;
  bool ended = collect(std::move(out.read), std::move(err.read), output, deadline);
  if (!ended) ::kill(-pid, SIGKILL);
  output.exit_code = wait_for(pid);
  if (!ended) return fail(ErrorKind::timeout, "`{}` did not end in time", command.arguments[0]);
  return output;
}

Result<int> run_in_foreground(const Command& command) {
  pid_t pid = TRY(spawn(command, {}));
  return wait_for(pid);
}

Result<pid_t> start_detached(const Command& command, const std::string& log_path) {
  Fd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  Fd log(::open(log_path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!log.is_open()) return tl::unexpected(errno_error("open the log", log_path, errno));
  return spawn(command, {null.get(), log.get(), log.get(), true});
}

bool is_running(pid_t pid) {
  return !process_identity(pid).empty();
}

namespace {

const std::string& boot_id() {
  static const std::string id(trim(read_file("/proc/sys/kernel/random/boot_id", 64).value_or("")));
  return id;
}

std::string process_namespace() {
  char name[64];
  ssize_t n = ::readlink("/proc/self/ns/pid", name, sizeof name);
  return n > 0 ? std::string(name, static_cast<size_t>(n)) : std::string();
}

}  // namespace

std::string process_identity(pid_t pid) {
  auto stat = read_file(fmt::format("/proc/{}/stat", pid), 4096);
  if (!stat) return "";
  // The name, in parentheses, may hold anything: count fields from its end. State is field 3, start time field 22.
  size_t close = stat->rfind(')');
  if (close == std::string::npos || close + 2 >= stat->size()) return "";
  auto fields = split(std::string_view(*stat).substr(close + 2), ' ');
  if (fields.size() < 20 || fields[0] == "Z") return "";
  return fmt::format("{}-{}-{}-{}", pid, fields[19], boot_id(), process_namespace());
}

bool signal_process(pid_t pid, const std::string& identity, int signal) {
  // The descriptor is of one process for ever: what is looked at is what gets the signal.
  Fd process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (!process.is_open() || identity.empty() || process_identity(pid) != identity) return false;
  return ::syscall(SYS_pidfd_send_signal, process.get(), signal, nullptr, 0) == 0;
}

Status wait_for_end(pid_t pid, const std::string& identity, const Deadline& deadline) {
  // A pidfd becomes readable when the process ends, be it our child or not.
  Fd fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  while (process_identity(pid) == identity) {
    if (deadline.passed()) return fail(ErrorKind::timeout, "process {} did not end in time", pid);
    pollfd ended{fd.get(), POLLIN, 0};
    ::poll(&ended, fd.is_open() ? 1 : 0, static_cast<int>(std::min<int64_t>(deadline.left().count(), 100)));
  }
  return {};
}

std::string own_path() {
  char path[PATH_MAX];
  ssize_t n = ::readlink("/proc/self/exe", path, sizeof path);
  return n > 0 ? std::string(path, static_cast<size_t>(n)) : std::string();
}

}  // namespace base
