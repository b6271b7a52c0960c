#include "runtime/runtime.h"

namespace runtime {
namespace {

constexpr std::string_view kPlainProcesses =
    "services run as plain supervised processes of this machine, without a container, and their images are "
    "not "
    "used";

}  // namespace

base::Result<Picked> pick(std::string_view wanted, const std::string& state_dir,
                          const base::Deadline& deadline) {
  if (!wanted.empty() && wanted != "podman" && wanted != "process") {
    return base::fail(base::ErrorKind::invalid, "there is no runtime `{}`: expected podman or process",
                      wanted);
  }
  if (wanted == "process") {
    return Picked{make_process(state_dir), fmt::format("process, as asked for: {}", kPlainProcesses)};
  }
  std::unique_ptr<Runtime> podman = make_podman(state_dir);
  base::Status works = podman->check(deadline);
  if (works) return Picked{std::move(podman), "podman: containers run here, with their memory limits"};
  if (wanted == "podman") return tl::unexpected(works.error());
  if (works.error().kind != base::ErrorKind::unavailable) return tl::unexpected(works.error());
  return Picked{make_process(state_dir),
                fmt::format("process: {}; {}", works.error().message, kPlainProcesses)};
}

}  // namespace runtime
