// What a cluster is to be, as `slipway cluster start` writes it down for the supervisor. No secrets in it.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "localkube/folder.h"

namespace localkube {

struct DesiredState {
  std::string account;  // its id
  std::string region;
  std::string name;
  std::string programs;     // Programs::folder
  std::optional<int> slot;  // that of its last life
};

base::Status write_desired_state(const Folder& folder, const DesiredState& desired);
// not_found: it was never started here.
base::Result<DesiredState> read_desired_state(const Folder& folder);

// The node's name, in the form that EC2 gives.
std::string node_name(const DesiredState& desired, const std::string& address);

}  // namespace localkube
