// The Kubernetes runtime: each service is a Deployment, each job a Job, and what runs is asked of the API
// server. Namespaces and service accounts are there already; nothing that has not our labels is touched.
//
// Identity is the service account's: the cluster's webhook gives its pods role and token (facts/identity.md
// 3.3), and `Service::token_folder` does not count.
#pragma once

#include <chrono>
#include <memory>

#include "base/clock.h"
#include "kube/access.h"
#include "runtime/runtime.h"

namespace runtime {

struct KubernetesOptions {
  kube::Access access;
  // From SIGTERM to SIGKILL (facts/platform.md 1.7, deployment.termination_grace_period_seconds).
  std::chrono::seconds stop_grace{30};
};

// `clock` outlives it.
std::unique_ptr<Runtime> make_kubernetes(KubernetesOptions options, const base::Clock& clock);

}  // namespace runtime
