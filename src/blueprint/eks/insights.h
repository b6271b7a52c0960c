// What EKS finds of a cluster that would break by its next version of Kubernetes.
// Source: https://docs.aws.amazon.com/eks/latest/userguide/cluster-insights.html
#pragma once

#include <map>
#include <string>
#include <vector>

#include "blueprint/cloud/cloud.h"

namespace blueprint {

struct Insight {
  std::string name;            // `EKS add-on version compatibility`
  std::string reason;          // what it has found
  std::string recommendation;  // what to do; may be empty
  // Add-ons that it is about, each with the versions that would do.
  std::map<std::string, std::vector<std::string>> addons = {};
};

// Those with errors, that speak of `next` or of no version.
base::Result<std::vector<Insight>> upgrade_errors(Cloud& cloud, const std::string& cluster,
                                                  const std::string& next);

}  // namespace blueprint
