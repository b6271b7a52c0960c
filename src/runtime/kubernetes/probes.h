// Why an instance that runs does not get ready, or is started again and again: what its probes were answered.
// Kubernetes keeps that in events alone.
#pragma once

#include <optional>

#include "kube/client.h"
#include "runtime/kubernetes/pods.h"

namespace runtime {

// The last failed probe of a pod. `kind`: Readiness, Liveness. nullopt: none failed lately, or events cannot be read.
std::optional<Trouble> probe_trouble(kube::Client& client, const json::Value& pod, std::string_view kind,
                                     const base::Deadline& deadline);

// The same from what the API server lists.
std::optional<Trouble> probe_trouble(const json::Array& events, std::string_view kind);

}  // namespace runtime
