// The one node of a cluster: containerd with the sandbox image, the kubelet, and the pods on it.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/deadline.h"
#include "base/result.h"
#include "kube/client.h"
#include "localkube/components.h"

namespace localkube {

// Imports the image of the pods' sandboxes unless it is there; waits for containerd, which is just starting.
base::Status import_sandbox_image(const Components& components, const base::Deadline& deadline);

// The node has said since `started` that it is Ready (what it said before is not about this life of the
// cluster), and the controllers have given the first namespace its service account, without which no pod is admitted.
base::Status wait_for_node(kube::Client& client, const std::string& name, base::Time started,
                           const base::Deadline& deadline);

// Deletes all pods that have not ended and waits until the kubelet has seen them off; those that do not end
// within a few seconds are killed.
base::Status end_pods(kube::Client& client, const base::Deadline& deadline);

}  // namespace localkube
