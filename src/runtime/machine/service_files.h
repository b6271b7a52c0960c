// The files of a service (ServiceSpec::files) on this machine: STATE_DIR/files/NAMESPACE/SERVICE/PATH. Whatever
// user a container runs as may read them; of this machine, only we can enter the folders around them.
#pragma once

#include <string>

#include "base/result.h"
#include "runtime/runtime.h"

namespace runtime {

std::string service_file(const std::string& state_dir, const ServiceSpec& service, const std::string& path);
// Exactly those that it has.
base::Status write_service_files(const std::string& state_dir, const ServiceSpec& service);
base::Status remove_service_files(const std::string& state_dir, const std::string& namespace_name,
                                  const std::string& service);

}  // namespace runtime
