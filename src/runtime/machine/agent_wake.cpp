#include "runtime/machine/agent_wake.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace runtime {
namespace {

std::string wake_path(const std::string& state_dir) {
  return state_dir + "/agent.wake";
}

}  // namespace

base::Result<base::Fd> open_wake(const std::string& state_dir) {
  std::string path = wake_path(state_dir);
  if (::mkfifo(path.c_str(), 0600) != 0 && errno != EEXIST) {
    return tl::unexpected(base::errno_error("make the pipe", path, errno));
  }
  // For writing too: else it would be at its end, and readable, whenever nobody else has it open.
  base::Fd fd(::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
  if (!fd.is_open()) return tl::unexpected(base::errno_error("open the pipe", path, errno));
  return fd;
}

bool drain_wake(const base::Fd& wake) {
  char buffer[256];
  bool any = false;
  while (::read(wake.get(), buffer, sizeof buffer) > 0) any = true;
  return any;
}

void wake_agent(const std::string& state_dir) {
  base::Fd fd(::open(wake_path(state_dir).c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC));
  if (!fd.is_open()) return;  // no agent has it open
  // A full pipe means that it has been told.
  [[maybe_unused]] ssize_t written = ::write(fd.get(), "w", 1);
}

}  // namespace runtime
