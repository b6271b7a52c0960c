// Can this machine run containers with the limits that Slipway promises? See docs/podman.md.
#pragma once

#include <string>

#include "base/deadline.h"
#include "base/result.h"

namespace runtime {

// Runs a shell of this machine in a container with a memory limit, and reads the limit back inside (160 to
// 200 ms). The error says what fails. A success is remembered in `state_dir` until the machine starts again,
// podman changes, or the caller is another user or in other namespaces.
base::Status probe_podman(const std::string& state_dir, const base::Deadline& deadline);

}  // namespace runtime
