// The supervisor of a cluster: `slipway cluster run`, which `slipway cluster start` puts into new mount and
// process namespaces. It starts all programs, keeps them running, tells the account what is true, and stops
// them in order.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "localkube/account.h"
#include "localkube/folder.h"

namespace localkube {

struct SuperviseOptions {
  Folder folder;                  // with its desired state in it
  std::vector<std::string> kept;  // other folders that this process needs
  Account& account;
  const base::Clock& clock;
  base::Random& random;
};

// Returns when the cluster has stopped, because it was asked to or could not start. How it is, is in its status file.
base::Status supervise(const SuperviseOptions& options, const std::stop_token& stop);

}  // namespace localkube
