// Where the programs of a cluster are: what `./dev setup kubernetes` made (docs/kubernetes.md).
#pragma once

#include <string>

#include "base/result.h"

namespace localkube {

struct Programs {
  std::string folder;

  std::string bin() const { return folder + "/bin"; }
  std::string program(const std::string& name) const { return folder + "/bin/" + name; }
  std::string cni() const { return folder + "/cni"; }
  std::string sandbox_image() const { return folder + "/pause.tar"; }
};

// $SLIPWAY_KUBERNETES, else `kubernetes` in $SLIPWAY_CACHE, else in ~/.cache/slipway; links resolved.
// unavailable: something is not there.
base::Result<Programs> find_programs();

}  // namespace localkube
