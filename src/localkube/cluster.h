// A real Kubernetes on this machine, from outside of its supervisor: start, stop, look at it, load images
// into it. docs/kubernetes.md tells how it is built.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/deadline.h"
#include "base/result.h"
#include "localkube/desired_state.h"
#include "localkube/folder.h"
#include "localkube/status.h"

namespace localkube {

struct StartOptions {
  Folder folder;
  DesiredState desired;                  // `slot` is found out
  std::vector<std::string> supervisor;   // the command that runs supervise() on the folder
  std::vector<std::string> environment;  // of it, NAME=VALUE
  std::function<void(const Step&)> progress;
};

// Starts it unless it runs, and returns when it is ready. What a killed supervisor has left is cleaned up
// first. unavailable: the machine cannot, or it did not come up: why, with the last lines of the log.
// conflict: another command starts or stops it just now.
base::Result<Status> start(const StartOptions& options, const base::Deadline& deadline);

// Ends its pods, then all its programs, and removes what is left of it on this machine, also after its
// supervisor was killed. All objects stay in its folder. It not running is no error: false.
base::Result<bool> stop(const Folder& folder, const base::Deadline& deadline);
// Its folder, too. It must have been stopped.
base::Status forget(const Folder& folder);

// Programs that have a log: kAllPrograms, and the supervisor itself.
std::vector<std::string> logs(const Folder& folder);
std::string log_file(const Folder& folder, const std::string& program);

// Copies an image from podman's storage to the node. not_found: podman has no such image.
base::Status load_image(const Folder& folder, const std::string& image, const base::Deadline& deadline);

}  // namespace localkube
