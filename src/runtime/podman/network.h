// The bridge network of the containers: made when the first needs it, removed with the last.
#pragma once

#include "base/deadline.h"
#include "base/result.h"

namespace runtime {

inline constexpr std::string_view kNetworkName = "slipway";

// Makes it unless it is there. A bridge that a killed podman left behind is removed first.
base::Status ensure_network(const base::Deadline& deadline);

// Removes it unless a container (of whichever Slipway of this machine) is on it. Nothing there is no error.
base::Status remove_network_if_unused();

}  // namespace runtime
