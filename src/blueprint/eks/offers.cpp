#include "blueprint/eks/offers.h"

#include "blueprint/kinds/kinds.h"

namespace blueprint {
namespace {

bool is_default_for(const json::Value& version, const std::string& kubernetes) {
  for (const json::Value& one : list_at(version, "compatibilities"))
    if (text_of(one, "clusterVersion") == kubernetes && one.bool_or("defaultVersion", false)) return true;
  return false;
}

}  // namespace

base::Result<std::string> version_of_addon(Cloud& cloud, const std::string& addon,
                                           const std::string& kubernetes) {
  json::Object input{{"addonName", addon}, {"kubernetesVersion", kubernetes}};
  json::Value output = TRY(call(cloud, "eks", "DescribeAddonVersions", input));
  for (const json::Value& one : list_at(output, "addons"))
    for (const json::Value& version : list_at(one, "addonVersions"))
      if (is_default_for(version, kubernetes)) return text_of(version, "addonVersion");
  return tl::unexpected(
      base::Error{base::ErrorKind::not_found,
                  fmt::format("EKS has no add-on `{}` for clusters of Kubernetes {}", addon, kubernetes),
                  "`aws eks describe-addon-versions` lists those that there are"});
}

}  // namespace blueprint
