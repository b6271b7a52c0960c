// What is in a namespace beside what Slipway made, so that `down` can say what goes with it.
#pragma once

#include <string>
#include <vector>

#include "base/deadline.h"
#include "base/result.h"
#include "kube/client.h"

namespace blueprint {

// Such as "Deployment api": what runs, and what holds data, unless it belongs to another object or Kubernetes
// makes it anew by itself. Kinds that we may not list are passed over.
base::Result<std::vector<std::string>> foreign_objects(kube::Client& client,
                                                       const std::string& namespace_name,
                                                       const base::Deadline& deadline);

}  // namespace blueprint
