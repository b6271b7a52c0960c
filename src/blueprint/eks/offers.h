// What EKS offers today, asked of the account: a table of ours would be old by the time that it is used.
#pragma once

#include <string>
#include <vector>

#include "blueprint/cloud/cloud.h"

namespace blueprint {

// The version of an add-on that a cluster of that version of Kubernetes gets where nobody names one; not the newest,
// which would have a plan change with every release. not_found: there is no such add-on, or none for that version.
// Source: https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeAddonVersions.html
base::Result<std::string> version_of_addon(Cloud& cloud, const std::string& addon,
                                           const std::string& kubernetes);

// A version of an add-on, and for which of Kubernetes it is.
struct AddonVersion {
  std::string name;
  std::vector<std::string> versions, default_for;

  bool is_for(const std::string& kubernetes) const;
  bool is_default_for(const std::string& kubernetes) const;
};
// All that EKS has of it, in its order: the newest first. not_found: there is no such add-on.
base::Result<std::vector<AddonVersion>> addon_versions(Cloud& cloud, const std::string& addon);

// not_found: EKS has no clusters of that version of Kubernetes, and which it has.
// Source: https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeClusterVersions.html
base::Status check_version(Cloud& cloud, const std::string& kubernetes);

// not_found: types of instances that the region does not have.
base::Status check_types(Cloud& cloud, const std::string& region, const std::vector<std::string>& types);

}  // namespace blueprint
