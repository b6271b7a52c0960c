#include "localkube/init.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/machine/spawn.h"

namespace localkube {
namespace {

constexpr int kCouldNotFork = 125;

// Reaps whoever has ended; the exit code of `child` if it was among them.
std::optional<int> reap_until(pid_t child) {
  int status = 0;
  std::optional<int> ended;
  while (pid_t pid = ::waitpid(-1, &status, WNOHANG)) {
    if (pid < 0) break;
    if (pid == child) ended = runtime::exit_code_of(status);
  }
  return ended;
}

}  // namespace

std::optional<int> stay_as_init() {
  // Blocked ones wait to be fetched; unblocked and without a handler the kernel would keep them from us.
  sigset_t signals;
  sigset_t before;
  ::sigemptyset(&signals);
  for (int signal : {SIGCHLD, SIGTERM, SIGINT}) ::sigaddset(&signals, signal);
  ::sigprocmask(SIG_BLOCK, &signals, &before);
  pid_t child = ::fork();
  if (child < 0) return kCouldNotFork;
  if (child == 0) {
    ::sigprocmask(SIG_SETMASK, &before, nullptr);
    return std::nullopt;
  }
  while (true) {
    int signal = 0;
    ::sigwait(&signals, &signal);
    if (signal != SIGCHLD) ::kill(child, signal);
    if (auto code = reap_until(child)) return code;
  }
}

}  // namespace localkube
