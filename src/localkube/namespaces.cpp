#include "localkube/namespaces.h"

#include <fcntl.h>
#include <sys/mount.h>

#include <cerrno>
#include <map>

#include "base/file.h"

namespace localkube {
namespace {

constexpr const char* kCovered[] = {"/run", "/var/lib", "/var/log"};

// What the kubelet would set for the whole machine where it finds other values (its setupKernelTunables).
const std::map<std::string, std::string> kKernelSettings = {{"vm/overcommit_memory", "1"},
                                                            {"vm/panic_on_oom", "0"},
                                                            {"kernel/panic", "10"},
                                                            {"kernel/panic_on_oops", "1"},
                                                            {"kernel/keys/root_maxkeys", "1000000"},
                                                            {"kernel/keys/root_maxbytes", "25000000"}};

base::Status mount_at(const std::string& source, const std::string& target, const char* type,
                      unsigned long flags) {
  if (::mount(source.c_str(), target.c_str(), type, flags, nullptr) == 0) return {};
  return tl::unexpected(base::errno_error("mount", target, errno));
}

// A folder that stays reachable by its descriptor when its path is covered.
struct Kept {
  std::string path;
  base::Fd fd;
};

base::Result<std::vector<Kept>> open_all(const std::vector<std::string>& paths) {
  std::vector<Kept> result;
  for (const std::string& path : paths) {
    base::Fd fd(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!fd.is_open()) return tl::unexpected(base::errno_error("open", path, errno));
    result.push_back({path, std::move(fd)});
  }
  return result;
}

base::Status bind_folder(const base::Fd& source, const std::string& target) {
  TRY(base::make_folder(target, 0755));
  return mount_at(fmt::format("/proc/self/fd/{}", source.get()), target, nullptr, MS_BIND | MS_REC);
}

// Binds files with the values that the kubelet wants over the kernel's, for the cluster's processes alone:
// it finds nothing to change, and the machine's settings stay its user's.
base::Status fake_kernel_settings() {
  for (const auto& [name, value] : kKernelSettings) {
    std::string real = "/proc/sys/" + name;
    if (!base::exists(real)) continue;
    std::string copy = "/run/kernel/" + name;
    TRY(base::make_folder(copy.substr(0, copy.rfind('/'))));
    TRY(base::write_file_atomically(copy, value + "\n"));
    TRY(mount_at(copy, real, nullptr, MS_BIND));
  }
  return {};
}

}  // namespace

base::Status enter_own_world(const Folder& folder, const Slot& slot, const std::vector<std::string>& kept) {
  // Nothing that is mounted here shows outside; shared among ourselves, as volumes of pods may ask for.
  TRY(mount_at("none", "/", nullptr, MS_REC | MS_SLAVE));
  TRY(mount_at("none", "/", nullptr, MS_REC | MS_SHARED));
  std::vector<std::string> paths = kept;
  paths.push_back(folder.root);
  std::vector<Kept> open = TRY(open_all(paths));
  for (const std::string covered : kCovered) {
    TRY(mount_at("tmpfs", covered, "tmpfs", MS_NOSUID | MS_NODEV));
    for (const Kept& each : open) {
      if (each.path.starts_with(covered + "/")) TRY(bind_folder(each.fd, each.path));
    }
  }
  TRY(bind_folder(open.back().fd, slot.folder()));
  Folder inside{slot.folder()};
  for (const std::string& each : {inside.kubelet(), inside.containerd(), inside.pod_logs()}) {
    TRY(base::make_folder(each));
  }
  base::Fd kubelet(::open(inside.kubelet().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  TRY(bind_folder(kubelet, "/var/lib/kubelet"));
  TRY(mount_at("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC));
  return fake_kernel_settings();
}

}  // namespace localkube
