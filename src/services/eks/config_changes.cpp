#include "services/eks/config_changes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "account/call/facilities.h"
#include "policy/match/values.h"
#include "services/eks/access_entry.h"
#include "services/eks/answers.h"
#include "services/eks/cluster.h"
#include "services/eks/identity_mapping.h"
#include "services/eks/refused_input.h"

namespace account::eks {
namespace {

using json::Array;
using Parameters = aws::Result<Array>;

json::Object& cluster_of(json::Value& record) {
  return record.as_object()["Cluster"].as_object();
}

json::Value parameter(std::string_view type, std::string value) {
  return Object{{"type", type}, {"value", std::move(value)}};
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
  return Array{parameter("AuthenticationMode", mode)};
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
  Array parameters{parameter("SubnetIds", json::dump(*wanted.find("subnetIds"))),
                   parameter("SecurityGroups", json::dump(*wanted.find("securityGroupIds")))};
  config = std::move(wanted);
  return parameters;
}

aws::Result<void> check_public_cidrs(const std::vector<std::string>& cidrs) {
  std::vector<std::string> wrong;
  std::copy_if(cidrs.begin(), cidrs.end(), std::back_inserter(wrong), [](const std::string& cidr) {
    return cidr.find('/') == std::string::npos || !policy::IpRange::parse(cidr);
  });
  if (wrong.empty()) return {};
  return invalid(
      fmt::format("The following CIDRs are invalid in publicAccessCidrs: [{}]", fmt::join(wrong, ", ")));
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
  return Array{parameter("EndpointPublicAccess", is_public ? "true" : "false"),
               parameter("EndpointPrivateAccess", is_private ? "true" : "false"),
               parameter("PublicAccessCidrs", json::dump(*config.find("publicAccessCidrs")))};
}

Parameters change_logging(Call& call, json::Value& record) {
  const json::Value& wanted = *call.input.find("logging");
  json::Value& logging = cluster_of(record)["logging"];
  if (logging == wanted) return invalid("No changes needed for the logging config provided");
  logging = wanted;
  return Array{parameter("ClusterLogging", json::dump(wanted))};
}

Parameters change_protection(Call& call, json::Value& record) {
  bool wanted = call.input.flag("deletionProtection");
  cluster_of(record).set("deletionProtection", wanted);
  return Array{parameter("DeletionProtection", wanted ? "true" : "false")};
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
    {"resourcesVpcConfig", {"subnetIds", "securityGroupIds"}, {"VpcConfigUpdate", change_subnets}},
    {"resourcesVpcConfig",
     {"endpointPublicAccess", "endpointPrivateAccess", "publicAccessCidrs"},
     {"EndpointAccessUpdate", change_endpoints}},
    {"logging", {}, {"LoggingUpdate", change_logging}},
    {"deletionProtection", {}, {"DeletionProtectionUpdate", change_protection}}};
constexpr std::array kNotHere = {"upgradePolicy",           "zonalShiftConfig",
                                 "computeConfig",           "storageConfig",
                                 "kubernetesNetworkConfig", "remoteNetworkConfig",
                                 "kubeApiServerConfig",     "controlPlaneScalingConfig",
                                 "kubeSchedulerConfig",     "kubeControllerManagerConfig"};

}  // namespace

aws::Result<ConfigChange> find_change(const Input& in) {
  for (const char* member : kNotHere) {
    if (in.has(member)) return invalid(fmt::format("This account cannot change {}", member));
  }
  auto wanted = [&](const Row& row) { return row.is_wanted(in); };
  auto count = std::count_if(std::begin(kRows), std::end(kRows), wanted);
  if (count == 0) return invalid("No changes needed for the cluster config provided");
  if (count > 1) return invalid("Only one type of update can be allowed.");
  return std::find_if(std::begin(kRows), std::end(kRows), wanted)->change;
}

}  // namespace account::eks
