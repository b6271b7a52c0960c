#include "runtime/podman/probe.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdlib>

#include "base/file.h"
#include "base/text.h"
#include "runtime/podman/call.h"

namespace runtime {
namespace {

using base::ErrorKind;

constexpr std::string_view kMemory = "67108864";
constexpr std::string_view kHint =
    "docs/podman.md says what fails where; the process runtime needs no containers";

std::string link_of(const char* path) {
  char target[PATH_MAX];
  ssize_t n = ::readlink(path, target, sizeof target);
  return n > 0 ? std::string(target, static_cast<size_t>(n)) : std::string();
}

std::string changed(const char* path) {
  struct stat info {};
  if (::stat(path, &info) != 0) return "-";
  return fmt::format("{}.{}", info.st_mtim.tv_sec, info.st_mtim.tv_nsec);
}

// Whatever the answer depends on.
std::string circumstances() {
  std::string boot = base::read_file("/proc/sys/kernel/random/boot_id", 4096).value_or("-");
  return fmt::format("{} {} {} {} {} {} {}\n", base::trim(boot), ::geteuid(), link_of("/proc/self/ns/user"),
                     link_of("/proc/self/ns/mnt"), link_of("/proc/self/ns/cgroup"),
                     changed("/usr/bin/podman"), changed("/usr/sbin/runc"));
}

// A root file system that needs no image: this machine's own /usr, mounted into it read-only.
base::Status lay_out(const std::string& root) {
  for (const char* folder : {"usr", "proc", "dev", "sys", "etc", "run", "tmp"}) {
    TRY(base::make_folder(root + "/" + folder, 0755));
  }
  for (const char* name : {"bin", "sbin", "lib", "lib64"}) {
    if (::symlink((std::string("usr/") + name).c_str(), (root + "/" + name).c_str()) != 0) {
      return tl::unexpected(base::errno_error("make the link", root + "/" + name, errno));
    }
  }
  return {};
}

// Never deletes through a mount: were this machine's /usr still mounted in it, rmdir(2) would refuse.
base::Status clear_away(const std::string& root) {
  if (::rmdir((root + "/usr").c_str()) != 0 && errno != ENOENT) {
    return tl::unexpected(base::errno_error("remove", root + "/usr", errno));
  }
  return base::remove_all(root);
}

base::Error no_containers(std::string_view why) {
  return {ErrorKind::unavailable, fmt::format("podman cannot run a container here: {}", why),
          std::string(kHint)};
}

base::Status run_probe(const std::string& root) {
  TRY(lay_out(root));
  auto output = change_with_podman(
      {{"run", "--rm", "--network", "none", "--log-driver", "none", "--ulimit", "nofile=1024:1024",
        "--ulimit", "nproc=1024:1024", "--memory", "64m", "--volume", "/usr:/usr:ro", "--rootfs", root,
        "/usr/bin/sh", "-c",
        "cat /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || cat /sys/fs/cgroup/memory.max"},
       {},
       ""});
  if (!output) return tl::unexpected(output.error());
  if (output->exit_code != 0) return tl::unexpected(no_containers(podman_reason(*output)));
  // Rootless podman on cgroup v1 runs containers, but ignores their limits.
  if (base::trim(output->out) != kMemory) return tl::unexpected(no_containers("without a memory limit"));
  return {};
}

}  // namespace

base::Status probe_podman(const std::string& state_dir, const base::Deadline& deadline) {
  std::string known = state_dir + "/podman-works";
  std::string now = circumstances();
  if (base::read_file(known, 4096).value_or("") == now) return {};
  if (deadline.passed()) return base::fail(ErrorKind::timeout, "no time was left to try podman");

  TRY(base::make_folder(state_dir));
  std::string root = state_dir + "/probe.XXXXXX";
  if (!::mkdtemp(root.data())) return tl::unexpected(base::errno_error("make the folder", root, errno));
  base::Status probed = run_probe(root);
  base::Status removed = clear_away(root);
  if (!probed) return probed;
  TRY(std::move(removed));
  return base::write_file_atomically(known, now);
}

}  // namespace runtime
