#include "localkube/programs.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/file.h"

namespace localkube {
namespace {

constexpr const char* kNeeded[] = {"kube-apiserver",
                                   "kube-controller-manager",
                                   "kube-scheduler",
                                   "kubelet",
                                   "kubectl",
                                   "etcd",
                                   "containerd",
                                   "containerd-shim-runc-v2",
                                   "ctr"};

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

std::string wanted_folder() {
  if (std::string folder = variable("SLIPWAY_KUBERNETES"); !folder.empty()) return folder;
  if (std::string cache = variable("SLIPWAY_CACHE"); !cache.empty()) return cache + "/kubernetes";
  return variable("HOME") + "/.cache/slipway/kubernetes";
}

base::Error missing(const std::string& path) {
  return {
      base::ErrorKind::unavailable,
      fmt::format("the programs of a Kubernetes cluster are not on this machine: there is no `{}`", path),
      "`./dev setup kubernetes` builds them (5 to 15 minutes, once); SLIPWAY_KUBERNETES says where they are"};
}

}  // namespace

base::Result<Programs> find_programs() {
  std::string wanted = wanted_folder();
  std::error_code error;
  Programs programs{std::filesystem::canonical(wanted, error).string()};
  if (error) return tl::unexpected(missing(wanted));
  for (const char* name : kNeeded) {
    std::string path = programs.program(name);
    if (::access(path.c_str(), X_OK) != 0) return tl::unexpected(missing(path));
  }
  for (const std::string& path : {programs.cni() + "/bridge", programs.sandbox_image()}) {
    if (!base::exists(path)) return tl::unexpected(missing(path));
  }
  return programs;
}

}  // namespace localkube
