// The Kubernetes runtime: each service is a Deployment, each job a Job, and what runs is asked of the API
// server. Namespaces and service accounts are there already; nothing that has not our labels is touched.
//
// Identity is the service account's: the cluster's webhook gives its pods role and token (README of
// amazon-eks-pod-identity-webhook), and `ServiceSpec::token_folder` does not count.
#pragma once

#include <memory>

#include "base/clock.h"
#include "kube/access.h"
#include "runtime/runtime.h"

namespace runtime {

// `clock` outlives it.
std::unique_ptr<Runtime> make_kubernetes(kube::Access access, const base::Clock& clock);

}  // namespace runtime
