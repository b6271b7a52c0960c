// What a cluster is to be, as `slipway cluster start` writes it down for the supervisor. No secrets in it.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "localkube/folder.h"

namespace localkube {

struct Wish {
  std::string account;  // its id
  std::string region;
  std::string name;
  std::string programs;     // Programs::folder
  std::optional<int> slot;  // that of its last life
};

base::Status write_wish(const Folder& folder, const Wish& wish);
// not_found: it was never started here.
base::Result<Wish> read_wish(const Folder& folder);

// The node's name, in the form that EC2 gives.
std::string node_name(const Wish& wish, const std::string& address);

}  // namespace localkube
