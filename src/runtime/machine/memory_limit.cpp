#include "runtime/machine/memory_limit.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "base/file.h"
#include "base/text.h"

namespace runtime {
namespace {

struct Hierarchy {
  std::string root;
  bool unified = false;
};

// Where the memory controller is mounted (cgroups(7)): with its v1 name among the options, or cgroup2.
std::optional<Hierarchy> memory_hierarchy() {
  auto mounts = base::read_file("/proc/self/mounts");
  if (!mounts) return std::nullopt;
  std::optional<Hierarchy> unified;
  for (std::string_view line : base::split(*mounts, '\n')) {
    auto fields = base::split(line, ' ');
    if (fields.size() < 4) continue;
    if (fields[2] == "cgroup2") unified = Hierarchy{std::string(fields[1]), true};
    if (fields[2] != "cgroup") continue;
    for (std::string_view option : base::split(fields[3], ',')) {
      if (option == "memory") return Hierarchy{std::string(fields[1]), false};
    }
  }
  return unified;
}

// Into a file of the kernel's: no other file may be made, and none replaced.
bool put(const std::string& path, std::string_view text) {
  base::Fd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  return fd.is_open() && ::write(fd.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

bool set_limit(const std::string& folder, int64_t bytes, bool unified) {
  std::string figure = std::to_string(bytes);
  if (unified) {
    put(folder + "/memory.swap.max", "0");
    return put(folder + "/memory.max", figure);
  }
  if (!put(folder + "/memory.limit_in_bytes", figure)) return false;
  put(folder + "/memory.memsw.limit_in_bytes", figure);  // absent where swap is not accounted for
  return true;
}

// The figure behind `name` in a file of lines NAME FIGURE.
int64_t figure_in(const std::string& path, std::string_view name) {
  auto text = base::read_file(path, 65536);
  if (!text) return 0;
  for (std::string_view line : base::split(*text, '\n')) {
    auto fields = base::split(line, ' ');
    if (fields.size() == 2 && fields[0] == name) return base::parse_int(fields[1]).value_or(0);
  }
  return 0;
}

}  // namespace

std::optional<MemoryLimit> MemoryLimit::make(const std::string& name, int64_t bytes) {
  auto hierarchy = memory_hierarchy();
  if (!hierarchy) return std::nullopt;
  if (hierarchy->unified) put(hierarchy->root + "/cgroup.subtree_control", "+memory");
  MemoryLimit limit(hierarchy->root + "/" + name);
  if (base::exists(limit.folder_)) {
    limit.kill_all();
    // A new one, so that its counters start at 0; failing that, the old one.
    limit.remove();
  }
  if (::mkdir(limit.folder_.c_str(), 0755) != 0 && errno != EEXIST) return std::nullopt;
  if (set_limit(limit.folder_, bytes, hierarchy->unified)) return limit;
  limit.remove();
  return std::nullopt;
}

std::optional<MemoryLimit> MemoryLimit::find(const std::string& name) {
  auto hierarchy = memory_hierarchy();
  if (!hierarchy || !base::exists(hierarchy->root + "/" + name)) return std::nullopt;
  return MemoryLimit(hierarchy->root + "/" + name);
}

int64_t MemoryLimit::kills() const {
  bool unified = base::exists(folder_ + "/memory.events");
  return figure_in(folder_ + (unified ? "/memory.events" : "/memory.oom_control"), "oom_kill");
}

void MemoryLimit::kill_all() const {
  auto pids = base::read_file(procs_file());
  if (!pids) return;
  for (std::string_view line : base::split(*pids, '\n')) {
    auto pid = base::parse_int(line);
    if (pid && *pid > 1) ::kill(static_cast<pid_t>(*pid), SIGKILL);
  }
}

bool MemoryLimit::remove() const {
  return ::rmdir(folder_.c_str()) == 0 || errno == ENOENT;
}

int64_t session_memory(pid_t session) {
  std::unique_ptr<DIR, int (*)(DIR*)> proc(::opendir("/proc"), ::closedir);
  int64_t pages = 0;
  while (dirent* entry = proc ? ::readdir(proc.get()) : nullptr) {
    auto pid = base::parse_int(entry->d_name);
    if (!pid) continue;
    auto stat = base::read_file(fmt::format("/proc/{}/stat", *pid), 4096);
    size_t close = stat ? stat->rfind(')') : std::string::npos;
    if (close == std::string::npos || close + 2 >= stat->size()) continue;
    // Behind the name: state is field 3 of proc(5), session 6, resident pages 24.
    auto fields = base::split(std::string_view(*stat).substr(close + 2), ' ');
    if (fields.size() < 22 || base::parse_int(fields[3]).value_or(0) != session) continue;
    pages += base::parse_int(fields[21]).value_or(0);
  }
  return pages * ::sysconf(_SC_PAGESIZE);
}

}  // namespace runtime
