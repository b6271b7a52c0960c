#include "blueprint/cluster/version.h"

#include <algorithm>

#include "base/text.h"
#include "blueprint/kinds/kinds.h"

namespace blueprint {
namespace {

constexpr const char* kControlPlaneAt = "cluster/control-plane";

// 34 of 1.34.
int64_t minor_of(const std::string& version) {
  return base::parse_int(version.substr(version.find('.') + 1)).value_or(0);
}

tl::unexpected<base::Error> refuse(std::string message, std::string hint) {
  return tl::unexpected(base::Error{base::ErrorKind::invalid, std::move(message), std::move(hint)});
}

base::Status check_offered(Cloud& cloud, const std::string& version) {
  auto offered = cloud.call_all("eks", "DescribeClusterVersions", json::Object(), "clusterVersions");
  if (!offered) return tl::unexpected(to_error(offered.error(), "eks", "DescribeClusterVersions"));
  std::vector<std::string> versions;
  for (const json::Value& each : *offered) versions.push_back(text_of(each, "clusterVersion"));
  if (std::find(versions.begin(), versions.end(), version) != versions.end()) return {};
  return refuse(fmt::format("EKS offers no version {} of Kubernetes", version),
                fmt::format("it offers {}", base::join(versions, ", ")));
}

}  // namespace

base::Status check_version(Cloud& cloud, const engine::State& state, const std::string& version) {
  const auto* known = state.newest(kControlPlaneAt);
  std::string current = known ? text_of(known->second.outputs, "Version") : "";
  if (current.empty()) return check_offered(cloud, version);
  if (minor_of(version) <= minor_of(current) + 1) return {};
  std::string next = fmt::format("1.{}", minor_of(current) + 1);
  return refuse(fmt::format("the cluster has version {}, and cannot go to {} at once", current, version),
                fmt::format("EKS brings it to the next one at a time: write `version: \"{}\"` first", next));
}

}  // namespace blueprint
