#include "services/eks/config_changes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>

#include "account/call/facilities.h"
#include "services/eks/access_entry.h"
#include "services/eks/answers.h"
#include "services/eks/cluster.h"
#include "services/eks/cluster_options.h"
#include "services/eks/identity_mapping.h"
#include "services/eks/kubernetes_version.h"
#include "services/eks/network_look.h"
#include "services/eks/refused_input.h"
#include "services/eks/update_record.h"

namespace account::eks {
namespace {

using json::Array;
using Parameters = aws::Result<Array>;

json::Object& cluster_of(json::Value& record) {
  return record.as_object()["Cluster"].as_object();
}

// Towards access entries only, never back.
int mode_rank(std::string_view mode) {
  return mode == "API" ? 2 : mode == "API_AND_CONFIG_MAP" ? 1 : 0;
}

// From now on the creator has an entry like everybody (Amazon EKS User Guide, "Legacy cluster access configuration").
void move_creator(const Call& call, json::Value& record) {
  auto creator = find_principal(call.state, record.string_or("CreatorArn", ""));
  if (!creator || creator->unique_id != record.string_or("CreatorId", "")) return;
  if (!find_access_entry(call.state, call.input.text("name"), creator->arn))
    put_creator_entry(call.state, call.input.text("name"), *creator, call.now, call.facilities.random);
  record.as_object().set("CreatorId", "");
}

Parameters change_access(Call& call, json::Value& record) {
  std::string mode(call.input.find("accessConfig")->string_or("authenticationMode", ""));
  std::string before = authentication_mode(record);
  if (mode.empty()) return invalid("The accessConfig must have an authenticationMode");
  if (mode_rank(mode) <= mode_rank(before)) {
    return aws::error("InvalidRequestException", 400, "Unsupported authentication mode update from {} to {}",
                      before, mode);
  }
  cluster_of(record)["accessConfig"].as_object().set("authenticationMode", mode);
  if (before == "CONFIG_MAP") move_creator(call, record);
  return Array{update_parameter("AuthenticationMode", mode)};
}

// The cluster's network with the given members changed.
json::Object changed_network(const Call& call, json::Value& record) {
  json::Object config = cluster_of(record)["resourcesVpcConfig"].as_object();
  for (const json::Member& member : call.input.find("resourcesVpcConfig")->as_object())
    config.set(member.name, member.value);
  return config;
}

Parameters change_subnets(Call& call, json::Value& record) {
  json::Value& config = cluster_of(record)["resourcesVpcConfig"];
  json::Value wanted = changed_network(call, record);
  if (wanted == config) return invalid("No changes needed for the cluster config provided");
  TRY(check_subnets(wanted));
  ServiceRole role(call.state, call.facilities, call.now);
  TRY(look_at_change(role, config, wanted));
  Array parameters{update_parameter("Subnets", json::dump(*wanted.find("subnetIds"))),
                   update_parameter("SecurityGroups", json::dump(*wanted.find("securityGroupIds")))};
  config = std::move(wanted);
  return parameters;
}

Parameters change_endpoints(Call& call, json::Value& record) {
  json::Value& config = cluster_of(record)["resourcesVpcConfig"];
  json::Value wanted = changed_network(call, record);
  bool is_public = wanted.bool_or("endpointPublicAccess", true);
  bool is_private = wanted.bool_or("endpointPrivateAccess", false);
  std::vector<std::string> cidrs = wanted.strings_at("publicAccessCidrs");
  TRY(check_public_cidrs(cidrs));
  if (!is_public && !is_private) return invalid("Private and public endpoint access cannot be false");
  if (wanted == config) {
    return invalid(
        fmt::format("Cluster is already at the desired configuration with endpointPrivateAccess: {} , "
                    "endpointPublicAccess: {}, and Public Endpoint Restrictions: [{}]",
                    is_private, is_public, fmt::join(cidrs, ", ")));
  }
  config = std::move(wanted);
  return Array{update_parameter("EndpointPublicAccess", is_public ? "true" : "false"),
               update_parameter("EndpointPrivateAccess", is_private ? "true" : "false"),
               update_parameter("PublicAccessCidrs", json::dump(*config.find("publicAccessCidrs")))};
}

Parameters change_logging(Call& call, json::Value& record) {
  const json::Value& wanted = *call.input.find("logging");
  json::Value& logging = cluster_of(record)["logging"];
  if (logging == wanted) return invalid("No changes needed for the logging config provided");
  logging = wanted;
  return Array{update_parameter("ClusterLogging", json::dump(wanted))};
}

// Options that the cluster keeps and shows (cluster_options.h).
Parameters change_options(Call& call, json::Value& record) {
  json::Object& cluster = cluster_of(record);
  Array parameters;
  bool is_other = false;
  for (const ClusterOption& option : cluster_options()) {
    const json::Value* given = call.input.find(option.member);
    if (!given) continue;
    const json::Value* had = std::as_const(cluster).find(option.member);
    json::Value wanted = merged_option(had, *given);
    is_other = is_other || !had || *had != wanted;
    bool is_flag = wanted.is_bool();
    parameters.push_back(update_parameter(
        option.parameter, is_flag ? (wanted.as_bool() ? "true" : "false") : json::dump(wanted)));
    cluster.set(option.member, std::move(wanted));
  }
  if (!is_other) return invalid("No changes needed for the cluster config provided");
  TRY(check_options(*record.find("Cluster")));
  return parameters;
}

// What is settled when a cluster is made (EKS API Reference, KubernetesNetworkConfigRequest and ComputeConfigRequest).
aws::Result<void> check_stays(const Call& call, const json::Value& record) {
  constexpr std::pair<std::string_view, std::string_view> kSettled[] = {
      {"kubernetesNetworkConfig", "serviceIpv4Cidr"},
      {"kubernetesNetworkConfig", "ipFamily"},
      {"computeConfig", "nodeRoleArn"}};
  for (const auto& [member, part] : kSettled) {
    const json::Value* given = call.input.find(member);
    const json::Value* wanted = given ? given->find(part) : nullptr;
    const json::Value* there = record.find("Cluster")->find(member);
    const json::Value* had = there ? there->find(part) : nullptr;
    bool is_first = !had && part == "nodeRoleArn";
    if (wanted && !is_first && (!had || *had != *wanted))
      return invalid(fmt::format("{}.{} cannot be changed", member, part));
  }
  return {};
}

Parameters change_auto_mode(Call& call, json::Value& record) {
  TRY(check_stays(call, record));
  if (authentication_mode(record) == "CONFIG_MAP")
    return invalid("EKS Auto Mode requires the authentication mode API or API_AND_CONFIG_MAP");
  return change_options(call, record);
}

Parameters change_tier(Call& call, json::Value& record) {
  auto tier = [&] {
    return std::string(cluster_of(record)["controlPlaneScalingConfig"].string_or("tier", ""));
  };
  std::string before = tier();
  TRY(change_options(call, record));
  return Array{update_parameter("UpdatedTier", tier()), update_parameter("PreviousTier", before)};
}

// Only of a version that is still in standard support (EKS API Reference, UpdateClusterConfig).
Parameters change_upgrade_policy(Call& call, json::Value& record) {
  std::string_view version = record.find("Cluster")->string_or("version", "");
  for (const KubernetesVersion& one : kubernetes_versions())
    if (one.minor == version && support_of(one, call.now) != "STANDARD_SUPPORT")
      return invalid(
          fmt::format("The supportType cannot be changed: version {} is in extended support", version));
  return change_options(call, record);
}

// A change is asked for by a member of the input; or by some members of that.
struct Row {
  std::string_view member;
  std::array<std::string_view, 3> parts;
  ConfigChange change;

  bool is_wanted(const Input& in) const {
    const json::Value* value = in.find(member);
    if (!value || parts[0].empty()) return value != nullptr;
    return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) { return value->find(part); });
  }
};
constexpr Row kRows[] = {
    {"accessConfig", {}, {"AccessConfigUpdate", change_access}},
    {"resourcesVpcConfig", {"subnetIds", "securityGroupIds"}, {kVpcConfigUpdate, change_subnets}},
    {"resourcesVpcConfig",
     {"endpointPublicAccess", "endpointPrivateAccess", "publicAccessCidrs"},
     {"EndpointAccessUpdate", change_endpoints}},
    {"logging", {}, {"LoggingUpdate", change_logging}}};

// How the options of one type of update are changed.
constexpr ConfigChange kOptionChanges[] = {{"AutoModeUpdate", change_auto_mode},
                                           {"ControlPlaneScalingConfigUpdate", change_tier},
                                           {"UpgradePolicyUpdate", change_upgrade_policy}};

ConfigChange change_of(const ClusterOption& option) {
  auto own = std::find_if(std::begin(kOptionChanges), std::end(kOptionChanges),
                          [&](const ConfigChange& one) { return one.type == option.update; });
  return own == std::end(kOptionChanges) ? ConfigChange{option.update, change_options} : *own;
}

}  // namespace

aws::Result<ConfigChange> find_change(const Input& in) {
  const json::Value* network = in.find("resourcesVpcConfig");
  if (network && network->find("controlPlaneEgressMode"))
    return invalid("This account cannot change controlPlaneEgressMode");
  std::map<std::string_view, ConfigChange> wanted;  // by type: members of one type go together
  for (const Row& row : kRows)
    if (row.is_wanted(in)) wanted[row.change.type] = row.change;
  for (const ClusterOption& option : cluster_options())
    if (in.has(option.member)) wanted[option.update] = change_of(option);
  if (wanted.empty()) return invalid("No changes needed for the cluster config provided");
  if (wanted.size() > 1) return invalid("Only one type of update can be allowed.");
  return wanted.begin()->second;
}

}  // namespace account::eks
