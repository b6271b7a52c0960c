#include "services/eks/cluster_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "base/text.h"
#include "policy/match/values.h"
#include "services/eks/answers.h"

namespace account::eks {
namespace {

using json::Array;
using policy::IpRange;

constexpr std::string_view kServiceCidr = "10.100.0.0/16";
constexpr std::string_view kServiceCidrV6 = "fd30:1c53:5f8a::/108";
constexpr ClusterOption kOptions[] = {
    {"upgradePolicy", "UpgradePolicyUpdate", "UpgradePolicy"},
    {"zonalShiftConfig", "ZonalShiftConfigUpdate", "ZonalShiftConfig"},
    {"remoteNetworkConfig", "RemoteNetworkConfigUpdate", "RemoteNetworkConfig"},
    {"computeConfig", "AutoModeUpdate", "ComputeConfig"},
    {"kubernetesNetworkConfig", "AutoModeUpdate", "KubernetesNetworkConfig"},
    {"storageConfig", "AutoModeUpdate", "StorageConfig"},
    {"deletionProtection", "DeletionProtectionUpdate", "DeletionProtection"},
    {"controlPlaneScalingConfig", "ControlPlaneScalingConfigUpdate", "UpdatedTier"},
    {"kubeApiServerConfig", "ControlPlaneComponentConfigUpdate", "KubeApiServerConfig"},
    {"kubeSchedulerConfig", "ControlPlaneComponentConfigUpdate", "KubeSchedulerConfig"},
    {"kubeControllerManagerConfig", "ControlPlaneComponentConfigUpdate", "KubeControllerManagerConfig"},
};
// RFC 1918.
constexpr std::array kPrivate = {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"};

// What a member inside of others is; nullptr: none of them is there.
const json::Value* find_in(const json::Value& value, std::initializer_list<std::string_view> path) {
  const json::Value* found = &value;
  for (std::string_view part : path) {
    if (found) found = found->find(part);
  }
  return found;
}

bool is_on(const json::Value& cluster, std::initializer_list<std::string_view> path) {
  const json::Value* flag = find_in(cluster, path);
  return flag && flag->bool_or("enabled", false);
}

bool contains(const IpRange& whole, const IpRange& part) {
  return whole.prefix <= part.prefix && whole.contains(part);
}

// A private block of IPv4 whose prefix has from `shortest` to `longest` bits.
bool is_private_block(const std::string& text, int64_t shortest, int64_t longest) {
  size_t slash = text.find('/');
  auto length = slash == std::string::npos ? std::nullopt : base::parse_int(text.substr(slash + 1));
  if (!length || *length < shortest || *length > longest) return false;
  auto block = IpRange::parse(text);
  return block && std::any_of(kPrivate.begin(), kPrivate.end(),
                              [&](const char* whole) { return contains(*IpRange::parse(whole), *block); });
}

aws::Result<void> check_network(const json::Value& network) {
  constexpr std::string_view kMember = "kubernetesNetworkConfig.serviceIpv4Cidr";
  const json::Value* cidr = network.find("serviceIpv4Cidr");
  if (!cidr) return {};
  if (network.string_or("ipFamily", "") == "ipv6")
    return invalid(fmt::format("{} cannot be specified when ipFamily is ipv6", kMember));
  if (is_private_block(cidr->as_string(), 12, 24)) return {};
  return invalid(fmt::format("The specified parameter {} is not valid: {}", kMember, cidr->as_string()));
}

aws::Result<void> check_remote_networks(const json::Value& cluster) {
  std::vector<IpRange> seen;
  std::vector<std::string> all = {
      std::string(cluster.find("kubernetesNetworkConfig")->string_or("serviceIpv4Cidr", ""))};
  for (std::string_view member : {"remoteNodeNetworks", "remotePodNetworks"}) {
    const json::Value* networks = find_in(cluster, {"remoteNetworkConfig", member});
    if (!networks || !networks->is_array()) continue;
    for (const json::Value& one : networks->as_array())
      for (std::string& cidr : one.strings_at("cidrs")) {
        if (!is_private_block(cidr, 8, 32))
          return invalid(fmt::format("The CIDR {} of {} is not in a private range", cidr, member));
        all.push_back(std::move(cidr));
      }
  }
  for (const std::string& cidr : all) {
    auto block = IpRange::parse(cidr);
    if (!block) continue;  // a cluster of IPv6 has no services in IPv4
    for (const IpRange& other : seen)
      if (contains(*block, other) || contains(other, *block))
        return invalid(fmt::format("The CIDR {} overlaps another one of the cluster", cidr));
    seen.push_back(*block);
  }
  return {};
}

aws::Result<void> check_node_pools(const json::Value& compute) {
  constexpr std::array kPools = {"general-purpose", "system"};
  std::vector<std::string> pools = compute.strings_at("nodePools");
  bool has_role = !compute.string_or("nodeRoleArn", "").empty();
  for (const std::string& pool : pools)
    if (std::find(kPools.begin(), kPools.end(), pool) == kPools.end())
      return invalid(fmt::format("The node pool {} is none of [general-purpose, system]", pool));
  if (has_role && pools.empty())
    return invalid(
        "When Compute Config nodeRoleArn is not null or empty, nodePool value(s) must be provided.");
  if (!has_role && !pools.empty())
    return invalid("When Compute Config nodePools are not empty, a nodeRoleArn must be provided.");
  return {};
}

}  // namespace

std::span<const ClusterOption> cluster_options() {
  return kOptions;
}

json::Value merged_option(const json::Value* had, const json::Value& given) {
  if (!had || !had->is_object() || !given.is_object()) return given;
  json::Value merged = *had;
  for (const json::Member& member : given.as_object()) merged.as_object().set(member.name, member.value);
  return merged;
}

void add_options(const Input& in, json::Object& cluster) {
  Object network{{"ipFamily", "ipv4"}, {"elasticLoadBalancing", Object{{"enabled", false}}}};
  const json::Value* given = in.find("kubernetesNetworkConfig");
  bool is_v6 = given && given->string_or("ipFamily", "") == "ipv6";
  network.set(is_v6 ? "serviceIpv6Cidr" : "serviceIpv4Cidr", is_v6 ? kServiceCidrV6 : kServiceCidr);
  cluster.set("kubernetesNetworkConfig", std::move(network));
  cluster.set("upgradePolicy", Object{{"supportType", "EXTENDED"}});
  cluster.set("zonalShiftConfig", Object{{"enabled", false}});
  cluster.set("computeConfig", Object{{"enabled", false}, {"nodePools", Array()}});
  cluster.set("storageConfig", Object{{"blockStorage", Object{{"enabled", false}}}});
  cluster.set("deletionProtection", false);
  cluster.set("controlPlaneScalingConfig", Object{{"tier", "standard"}});
  for (const ClusterOption& option : kOptions) {
    if (const json::Value* wanted = in.find(option.member))
      cluster.set(option.member, merged_option(std::as_const(cluster).find(option.member), *wanted));
  }
}

aws::Result<void> check_options(const json::Value& cluster) {
  TRY(check_network(*cluster.find("kubernetesNetworkConfig")));
  TRY(check_remote_networks(cluster));
  if (const json::Value* compute = cluster.find("computeConfig")) TRY(check_node_pools(*compute));
  std::array parts = {is_on(cluster, {"computeConfig"}),
                      is_on(cluster, {"kubernetesNetworkConfig", "elasticLoadBalancing"}),
                      is_on(cluster, {"storageConfig", "blockStorage"})};
  if (std::count(parts.begin(), parts.end(), parts[0]) == std::ssize(parts)) return {};
  return invalid(
      "For EKS Auto Mode, please ensure that all required configs, including computeConfig, "
      "kubernetesNetworkConfig, and blockStorage are all either fully enabled or fully disabled.");
}

aws::Result<void> check_auto_mode(const Input& in) {
  const json::Value* compute = in.find("computeConfig");
  if (!compute || !compute->bool_or("enabled", false)) return {};
  if (in.flag("bootstrapSelfManagedAddons", true))
    return invalid("When EKS Auto Mode is enabled, bootstrapSelfManagedAddons must be set to false");
  const json::Value* access = in.find("accessConfig");
  std::string_view mode = access ? access->string_or("authenticationMode", "CONFIG_MAP") : "CONFIG_MAP";
  if (mode != "CONFIG_MAP") return {};
  return invalid("EKS Auto Mode requires the authentication mode API or API_AND_CONFIG_MAP");
}

}  // namespace account::eks
