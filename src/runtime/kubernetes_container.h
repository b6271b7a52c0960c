// What a service or a job is within a pod: its container and what the pod says of it. Pure.
#pragma once

#include <string_view>

#include "base/json.h"
#include "runtime/runtime.h"

namespace runtime {

json::Object container_of(const Service& service);
// Without the containers. `mounts_token`: the service account's, for Kubernetes' API.
json::Object pod_spec(const Service& service, bool mounts_token);

std::string_view protocol_of(const Port& port);

}  // namespace runtime
