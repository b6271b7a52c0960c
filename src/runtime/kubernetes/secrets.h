// The Secrets of a service or a job: one with its variables, and one for each of its files.
#pragma once

#include <string>

#include "kube/client.h"
#include "runtime/runtime.h"

namespace runtime {

base::Status apply_secrets(kube::Client& client, const ServiceSpec& service, const base::Deadline& deadline);
// Those of files that it has no more.
base::Status remove_other_secrets(kube::Client& client, const ServiceSpec& service,
                                  const base::Deadline& deadline);
// All of them.
base::Status remove_secrets(kube::Client& client, const std::string& namespace_name, const std::string& name,
                            const base::Deadline& deadline);

}  // namespace runtime
