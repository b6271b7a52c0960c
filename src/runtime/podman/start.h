// Starting and removing single containers: what services and jobs share.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/deadline.h"
#include "base/result.h"
#include "runtime/podman/run.h"

namespace runtime {

// The image and the network, side by side.
base::Status prepare_start(const std::string& image, bool network_is_up,
                           const std::function<void(const std::string&)>& progress,
                           const base::Deadline& deadline);
base::Status start_container(const ServiceSpec& service, const DesiredContainer& desired,
                             const std::string& state_dir);
// Nothing there is no error.
base::Status remove_containers(std::vector<std::string> names);

}  // namespace runtime
