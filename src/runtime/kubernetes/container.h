// What a service or a job is within a pod: its container and what the pod says of it. Pure.
#pragma once

#include <string_view>

#include "base/json.h"
#include "runtime/runtime.h"

namespace runtime {

json::Object container_of(const ServiceSpec& service);
// Without the containers. `mounts_token`: the service account's, for Kubernetes' API.
json::Object pod_spec(const ServiceSpec& service, bool mounts_token);

// Of the Secret that holds a file: the file's own.
std::string file_secret_name(const ServiceSpec& service, const std::string& path);
inline constexpr std::string_view kFileKey = "content";  // in that Secret

// Puts something at the end of a list of the object, which is made if there is none.
void add_to(json::Object& object, std::string_view list, json::Value value);

std::string_view protocol_of(const Port& port);

}  // namespace runtime
