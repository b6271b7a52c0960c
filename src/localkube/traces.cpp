#include "localkube/traces.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "base/file.h"
#include "base/process.h"
#include "base/text.h"

namespace localkube {
namespace {

using base::ErrorKind;

constexpr auto kLookAgain = std::chrono::milliseconds(10);

base::Status ip(std::vector<std::string> arguments, const base::Deadline& deadline) {
  base::Command command;
  command.arguments = std::move(arguments);
  command.arguments.insert(command.arguments.begin(), "ip");
  base::Output output = TRY(base::run(command, deadline));
  if (output.exit_code == 0) return {};
  return base::fail(ErrorKind::io, "{} failed: {}", base::join(command.arguments, " "),
                    base::trim(output.err));
}

bool link_exists(const std::string& name) {
  return base::exists("/sys/class/net/" + name);
}

// The ends of the pods' cables that are in the bridge. They go with the pods' network namespaces, which the
// kernel takes apart in its own time.
std::vector<std::string> bridge_ports(const std::string& bridge) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/sys/class/net/" + bridge + "/brif", error)) {
    names.push_back(entry.path().filename());
  }
  return names;
}

// The folders that controllers are mounted at, of either version (cgroups(7)).
std::vector<std::string> cgroup_mounts() {
  std::vector<std::string> folders;
  std::string mounts = base::read_file("/proc/self/mounts").value_or("");
  for (std::string_view line : base::split(mounts, '\n')) {
    auto fields = base::split(line, ' ');
    if (fields.size() >= 3 && (fields[2] == "cgroup" || fields[2] == "cgroup2"))
      folders.emplace_back(fields[1]);
  }
  return folders;
}

void kill_all(const std::string& cgroup) {
  std::string pids = base::read_file(cgroup + "/cgroup.procs").value_or("");
  for (std::string_view line : base::split(pids, '\n')) {
    auto pid = base::parse_int(line);
    if (pid && *pid > 1) ::kill(static_cast<pid_t>(*pid), SIGKILL);
  }
}

// From the leaves up: the kernel's own files in them are no hindrance to rmdir(2). false: something is in it yet.
bool remove_tree(const std::string& cgroup) {
  std::error_code error;
  bool removed = true;
  for (const auto& entry : std::filesystem::directory_iterator(cgroup, error)) {
    if (entry.is_directory(error) && !entry.is_symlink(error)) removed = remove_tree(entry.path()) && removed;
  }
  kill_all(cgroup);
  return (::rmdir(cgroup.c_str()) == 0 || errno == ENOENT) && removed;
}

base::Status remove_cgroups(const Slot& slot, const base::Deadline& deadline) {
  for (const std::string& mount : cgroup_mounts()) {
    std::string folder = mount + "/" + slot.name();
    while (base::exists(folder) && !remove_tree(folder)) {
      if (deadline.passed())
        return base::fail(ErrorKind::timeout, "the cgroup `{}` could not be removed", folder);
      deadline.pause(kLookAgain);
    }
  }
  return {};
}

base::Status make_cgroups(const Slot& slot) {
  std::vector<std::string> mounts = cgroup_mounts();
  for (const std::string& mount : mounts) {
    std::string folder = mount + "/" + slot.name();
    if (::mkdir(folder.c_str(), 0755) != 0 && errno != EEXIST) {
      return tl::unexpected(base::errno_error("make the cgroup", folder, errno));
    }
  }
  if (!mounts.empty()) return {};
  return base::fail(ErrorKind::unavailable,
                    "no cgroups are mounted on this machine, and a kubelet needs them");
}

}  // namespace

base::Status make_traces(const Slot& slot, const base::Deadline& deadline) {
  TRY(remove_traces(slot, deadline));
  TRY(make_cgroups(slot));
  // A bridge's own address follows its ports unless it has been given one, and pods remember it.
  std::string hardware = fmt::format("0a:58:0a:59:{:02x}:01", 78 + slot.number);
  TRY(ip({"link", "add", slot.name(), "address", hardware, "type", "bridge"}, deadline));
  TRY(ip({"address", "add", slot.address() + "/24", "dev", slot.name()}, deadline));
  return ip({"link", "set", slot.name(), "up"}, deadline);
}

base::Status remove_traces(const Slot& slot, const base::Deadline& deadline) {
  TRY(remove_cgroups(slot, deadline));
  if (!link_exists(slot.name())) return {};
  std::vector<std::string> ports = bridge_ports(slot.name());
  for (const std::string& port : ports) {
    if (link_exists(port))
      (void)ip({"link", "delete", port}, deadline);  // it may have gone by itself just now
  }
  for (const std::string& port : ports) {
    if (link_exists(port)) return base::fail(ErrorKind::io, "the interface `{}` could not be removed", port);
  }
  return ip({"link", "delete", slot.name()}, deadline);
}

}  // namespace localkube
