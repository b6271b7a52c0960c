#include <fmt/core.h>

#include "base/file.h"
#include "base/process.h"
#include "base/text.h"
#include "localkube/cluster.h"
#include "localkube/programs.h"

namespace localkube {
namespace {

using base::Deadline;
using base::ErrorKind;

constexpr std::string_view kLocal = "localhost/";

base::Result<base::Output> podman(std::vector<std::string> arguments, const Deadline& deadline) {
  base::Command command;
  command.arguments = {"podman", "--log-level", "error"};
  command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
  return base::run(command, deadline);
}

// The full name that podman knows the image by: localhost/slipway/aws-cli:latest.
base::Result<std::string> full_name(const std::string& image, const Deadline& deadline) {
  base::Output names =
      TRY(podman({"image", "inspect", "--format", "{{range .RepoTags}}{{.}}\n{{end}}", image}, deadline));
  std::string_view first = base::split(names.out, '\n').front();
  if (names.exit_code == 0 && !first.empty()) return std::string(first);
  return tl::unexpected(base::Error{ErrorKind::not_found, fmt::format("podman has no image `{}`", image),
                                    "`podman images` lists those it has"});
}

class Node {
 public:
  Node(const Programs& programs, pid_t supervisor)
      // The socket as the supervisor sees it: it is in a mount namespace of its own.
      : command_{programs.program("ctr"), "--address",
                 fmt::format("/proc/{}/root/run/containerd/containerd.sock", supervisor), "--namespace",
                 "k8s.io"} {}

  base::Status run(std::vector<std::string> arguments, const Deadline& deadline) const {
    base::Command command;
    command.arguments = command_;
    command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
    base::Output output = TRY(base::run(command, deadline));
    if (output.exit_code == 0) return {};
    return base::fail(ErrorKind::unavailable, "containerd refuses: {}", base::trim(output.err));
  }

 private:
  std::vector<std::string> command_;
};

// What Kubernetes takes a short name for: podman's localhost/slipway/aws-cli is docker.io/slipway/aws-cli,
// and its localhost/debian is docker.io/library/debian.
std::string default_name(const std::string& name) {
  std::string rest = name.substr(kLocal.size());
  return "docker.io/" + std::string(rest.find('/') == std::string::npos ? "library/" : "") + rest;
}

}  // namespace

base::Status load_image(const Folder& folder, const std::string& image, const Deadline& deadline) {
  auto supervisor = find_supervisor(folder);
  if (!supervisor) {
    return tl::unexpected(
        base::Error{ErrorKind::unavailable, "the cluster does not run", "`slipway cluster start` starts it"});
  }
  std::string name = TRY(full_name(image, deadline));
  std::string archive = folder.root + "/image.tar";
  base::Output saved =
      TRY(podman({"save", "--quiet", "--format", "docker-archive", "--output", archive, name}, deadline));
  if (saved.exit_code != 0) {
    return base::fail(ErrorKind::io, "podman cannot save `{}`: {}", name, base::trim(saved.err));
  }
  Node node(TRY(find_programs()), supervisor->pid);
  base::Status imported = node.run({"images", "import", archive}, deadline);
  TRY(base::remove_all(archive));
  if (!imported || !name.starts_with(kLocal)) return imported;
  return node.run({"images", "tag", "--force", name, default_name(name)}, deadline);
}

}  // namespace localkube
