// Which ports a cluster gets: those of the API server and etcd, which nobody else listens on now.
#pragma once

#include <string>

#include "base/result.h"
#include "localkube/components.h"

namespace localkube {

// The API server's is 443 at `api_address` (the one under which pods expect it) unless somebody has it.
base::Result<Ports> choose_ports(const std::string& api_address);

}  // namespace localkube
