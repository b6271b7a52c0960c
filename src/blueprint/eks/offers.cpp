#include "blueprint/eks/offers.h"

#include <algorithm>

#include "base/text.h"
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
  std::optional<json::Value> output = TRY(find(cloud, "eks", "DescribeAddonVersions", input));
  if (!output) output = json::Object();
  for (const json::Value& one : list_at(*output, "addons"))
    for (const json::Value& version : list_at(one, "addonVersions"))
      if (is_default_for(version, kubernetes)) return text_of(version, "addonVersion");
  return tl::unexpected(
      base::Error{base::ErrorKind::not_found,
                  fmt::format("EKS has no add-on `{}` for clusters of Kubernetes {}", addon, kubernetes),
                  "`aws eks describe-addon-versions` lists those that there are"});
}

bool AddonVersion::is_for(const std::string& kubernetes) const {
  return std::find(versions.begin(), versions.end(), kubernetes) != versions.end();
}

bool AddonVersion::is_default_for(const std::string& kubernetes) const {
  return std::find(default_for.begin(), default_for.end(), kubernetes) != default_for.end();
}

base::Result<std::vector<AddonVersion>> addon_versions(Cloud& cloud, const std::string& addon) {
  json::Value output = TRY(call(cloud, "eks", "DescribeAddonVersions", json::Object{{"addonName", addon}}));
  std::vector<AddonVersion> versions;
  for (const json::Value& one : list_at(output, "addons"))
    for (const json::Value& version : list_at(one, "addonVersions")) {
      AddonVersion& known = versions.emplace_back();
      known.name = text_of(version, "addonVersion");
      for (const json::Value& each : list_at(version, "compatibilities")) {
        known.versions.push_back(text_of(each, "clusterVersion"));
        if (each.bool_or("defaultVersion", false)) known.default_for.push_back(known.versions.back());
      }
    }
  return versions;
}

base::Status check_version(Cloud& cloud, const std::string& kubernetes) {
  json::Value output = TRY(call(cloud, "eks", "DescribeClusterVersions", json::Object()));
  std::vector<std::string> there;
  for (const json::Value& one : list_at(output, "clusterVersions"))
    there.push_back(text_of(one, "clusterVersion"));
  if (std::find(there.begin(), there.end(), kubernetes) != there.end()) return {};
  return tl::unexpected(base::Error{base::ErrorKind::invalid,
                                    fmt::format("EKS offers no version {} of Kubernetes", kubernetes),
                                    fmt::format("it offers {}", base::join(there, ", "))});
}

base::Status check_types(Cloud& cloud, const std::string& region, const std::vector<std::string>& types) {
  json::Object filter{{"Name", "instance-type"}, {"Values", json::Array(types.begin(), types.end())}};
  const char* operation = "DescribeInstanceTypeOfferings";
  auto answer = cloud.call_all("ec2", operation, json::Object{{"Filters", json::Array{std::move(filter)}}},
                               "InstanceTypeOfferings");
  if (!answer) return tl::unexpected(to_error(answer.error(), "ec2", operation));
  const json::Array& found = *answer;
  for (const std::string& type : types) {
    bool is_there = std::any_of(found.begin(), found.end(), [&](const json::Value& offering) {
      return offering.string_or("InstanceType", "") == type;
    });
    if (!is_there)
      return tl::unexpected(base::Error{
          base::ErrorKind::not_found, fmt::format("{} has no instances of the type `{}`", region, type),
          "`aws ec2 describe-instance-type-offerings` lists those that it has"});
  }
  return {};
}

}  // namespace blueprint
