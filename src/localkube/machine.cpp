#include "localkube/machine.h"

#include <sched.h>
#include <unistd.h>

#include <string>

#include "base/file.h"
#include "base/text.h"
#include "runtime/machine/spawn.h"

namespace localkube {
namespace {

base::Status unavailable(std::string why, std::string hint) {
  return tl::unexpected(base::Error{base::ErrorKind::unavailable,
                                    "this machine cannot run a Kubernetes cluster: " + std::move(why),
                                    std::move(hint)});
}

base::Status check_programs() {
  for (const char* name : {"runc", "ip", "podman"}) {
    bool found = false;
    for (const char* folder :
         {"/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"}) {
      found = found || ::access((std::string(folder) + "/" + name).c_str(), X_OK) == 0;
    }
    if (!found)
      return unavailable(fmt::format("`{}` is not installed", name), "`./dev setup packages` installs it");
  }
  return {};
}

base::Status check_cgroups() {
  std::string mounts = base::read_file("/proc/self/mounts").value_or("");
  for (std::string_view line : base::split(mounts, '\n')) {
    auto fields = base::split(line, ' ');
    if (fields.size() < 4 || !fields[2].starts_with("cgroup")) continue;
    std::string folder(fields[1]);
    if (::access(folder.c_str(), W_OK) != 0) {
      return unavailable(
          fmt::format("no cgroup can be made in `{}`", folder),
          "in a container, give it its cgroups writable (podman: --privileged --cgroupns=host)");
    }
    if (fields[2] == "cgroup2" || fields[3].find("memory") != std::string_view::npos) return {};
  }
  return unavailable("no cgroup with a memory controller is mounted", "boot with cgroups, version 1 or 2");
}

base::Status check_namespaces() {
  runtime::Spawn spawn;
  spawn.arguments = {"/bin/true"};
  spawn.namespaces = CLONE_NEWPID | CLONE_NEWNS;
  auto held = runtime::HeldChild::start(spawn);
  if (held) return {};
  return unavailable("no mount and process namespaces can be made (" + held.error().message + ")",
                     "run it where root may do that: not in an unprivileged container");
}

}  // namespace

base::Status check_machine() {
  if (::geteuid() != 0) return unavailable("only root can run a node", "run it as root, with `sudo -E`");
  TRY(check_programs());
  TRY(check_cgroups());
  return check_namespaces();
}

}  // namespace localkube
