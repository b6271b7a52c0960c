#include "runtime/podman/start.h"

#include <future>

#include "base/text.h"
#include "runtime/podman/containers.h"
#include "runtime/podman/image.h"
#include "runtime/podman/network.h"

namespace runtime {

using base::Deadline;
using base::ErrorKind;
using base::fail;

base::Status prepare_start(const std::string& image, bool network_is_up,
                           const std::function<void(const std::string&)>& progress,
                           const Deadline& deadline) {
  auto network = std::async(std::launch::async, [&]() -> base::Status {
    return network_is_up ? base::Status() : ensure_network(deadline);
  });
  bool is_here = TRY(has_image(image, deadline));
  base::Status pulled = is_here ? base::Status() : pull_image(image, progress, deadline);
  TRY(network.get());
  return pulled;
}

base::Status start_container(const ServiceSpec& service, const DesiredContainer& desired,
                             const std::string& state_dir) {
  Change change = TRY(podman_run(service, desired, state_dir));
  base::Output output = TRY(change_with_podman(change));
  // Another Slipway may have removed the network with its last container just now.
  if (output.exit_code != 0 && output.err.find("network not found") != std::string::npos) {
    TRY(ensure_network(Deadline::in(std::chrono::seconds(30))));
    output = TRY(change_with_podman(change));
  }
  if (output.exit_code == 0) return {};
  // podman leaves the container as `created`, with the name taken.
  std::string name = container_name(service.namespace_name, service.name, desired.index);
  if (output.err.find("already in use") == std::string::npos) (void)remove_containers({name});
  return fail(ErrorKind::io, "instance {} of `{}` could not start: {}", desired.index, service.name,
              podman_reason(output));
}

base::Status remove_containers(std::vector<std::string> names) {
  if (names.empty()) return {};
  Change change{{"rm", "--force", "--ignore", "--volumes"}, {}, ""};
  change.arguments.insert(change.arguments.end(), names.begin(), names.end());
  base::Output output = TRY(change_with_podman(change));
  if (output.exit_code == 0) return {};
  return fail(ErrorKind::io, "cannot remove {}: {}", base::join(names, ", "), podman_reason(output));
}

}  // namespace runtime
