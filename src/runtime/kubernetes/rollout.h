// Making a service's objects true, and telling why it does not come true.
#pragma once

#include <functional>
#include <string>

#include "kube/client.h"
#include "runtime/kubernetes/pod_watch.h"
#include "runtime/runtime.h"

namespace runtime {

// `pods` are those of the service's namespace.
base::Status roll_out(kube::Client& client, PodWatch& pods, const ServiceSpec& service,
                      const std::function<void(const std::string&)>& progress,
                      const base::Deadline& deadline);

}  // namespace runtime
