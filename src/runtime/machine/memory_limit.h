// The memory limit of a process with all its descendants: a cgroup (v1 or v2) where this user may make one.
// Where not, the agent looks at session_memory() now and then and ends what has grown too large: a limit that
// a fast process can overrun for a moment.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

namespace runtime {

class MemoryLimit {
 public:
  // nullopt: no cgroup can be made here. `name` must be a file name; processes of an older one are killed.
  static std::optional<MemoryLimit> make(const std::string& name, int64_t bytes);
  // The one that make() made, also in an earlier life of this process.
  static std::optional<MemoryLimit> find(const std::string& name);

  std::string procs_file() const { return folder_ + "/cgroup.procs"; }
  // How many processes in it the kernel has ended for want of memory.
  int64_t kills() const;
  void kill_all() const;
  // false: something in it has not gone yet.
  bool remove() const;

 private:
  explicit MemoryLimit(std::string folder) : folder_(std::move(folder)) {}

  std::string folder_;
};

// Resident bytes of all processes of a session; shared pages count once for each.
int64_t session_memory(pid_t session);

}  // namespace runtime
