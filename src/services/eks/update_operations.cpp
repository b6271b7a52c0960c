// Changes of a cluster. A new configuration is seen at once, a new version when the update is done.
#include <algorithm>
#include <array>

#include "account/call/facilities.h"
#include "base/text.h"
#include "services/eks/access_entry.h"
#include "services/eks/answers.h"
#include "services/eks/cluster.h"
#include "services/eks/cluster_state.h"
#include "services/eks/config_keys.h"
#include "services/eks/eks.h"
#include "services/eks/identity_mapping.h"
#include "services/eks/refused_input.h"

namespace account::eks {
namespace {

using json::Array;

void version_keys(const Call& call, const json::Value*, policy::Context& context) {
  context.set("eks:kubernetesVersion", call.input.text("version"));
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

Output change_access(Call& call, json::Value& record, const json::Value& wanted) {
  std::string mode(wanted.string_or("authenticationMode", ""));
  std::string before = authentication_mode(record);
  if (mode.empty()) return invalid("The accessConfig must have an authenticationMode");
  if (mode_rank(mode) <= mode_rank(before)) {
    return aws::error("InvalidRequestException", 400, "Unsupported authentication mode update from {} to {}",
                      before, mode);
  }
  record.as_object()["Cluster"].as_object()["accessConfig"].as_object().set("authenticationMode", mode);
  if (before == "CONFIG_MAP") move_creator(call, record);
  return Object{{"type", "AuthenticationMode"}, {"value", mode}};
}

Output change_vpc(Call&, json::Value& record, const json::Value& wanted) {
  if (wanted.find("subnetIds")) TRY(check_subnets(wanted));
  json::Object& config = record.as_object()["Cluster"].as_object()["resourcesVpcConfig"].as_object();
  for (const auto& member : wanted.as_object()) config.set(member.name, member.value);
  return Object{{"type", "EndpointPublicAccess"}, {"value", json::dump(wanted)}};
}

Output change_logging(Call&, json::Value& record, const json::Value& wanted) {
  record.as_object()["Cluster"].as_object().set("logging", wanted);
  return Object{{"type", "ClusterLogging"}, {"value", json::dump(wanted)}};
}

Output change_protection(Call&, json::Value& record, const json::Value& wanted) {
  record.as_object()["Cluster"].as_object().set("deletionProtection", wanted);
  return Object{{"type", "DeletionProtection"}, {"value", wanted.as_bool() ? "true" : "false"}};
}

// What may be changed: the input's member, the update's type, and what it does, giving the update's parameter.
struct Change {
  std::string_view member;
  std::string_view type;
  Output (*make)(Call& call, json::Value& record, const json::Value& wanted);
};
constexpr std::array<Change, 4> kChanges = {
    {{"accessConfig", "AccessConfigUpdate", change_access},
     {"resourcesVpcConfig", "VpcConfigUpdate", change_vpc},
     {"logging", "LoggingUpdate", change_logging},
     {"deletionProtection", "DeletionProtectionUpdate", change_protection}}};
// What the model has beside these belongs to AWS's machines, of which this account has none.
constexpr std::array kNotHere = {"upgradePolicy",           "zonalShiftConfig",
                                 "computeConfig",           "storageConfig",
                                 "kubernetesNetworkConfig", "remoteNetworkConfig",
                                 "kubeApiServerConfig",     "controlPlaneScalingConfig",
                                 "kubeSchedulerConfig",     "kubeControllerManagerConfig"};

Output update_config(Call& call) {
  const Input& in = call.input;
  json::Value& record = call.the().record;
  for (const char* member : kNotHere) {
    if (in.has(member)) return invalid(fmt::format("This account cannot change {}", member));
  }
  auto wanted = [&](const Change& change) { return in.has(change.member); };
  auto count = std::count_if(kChanges.begin(), kChanges.end(), wanted);
  if (count == 0) return invalid("No changes needed for the cluster config provided");
  if (count > 1) return invalid("Only one type of update can be allowed.");
  const Change& change = *std::find_if(kChanges.begin(), kChanges.end(), wanted);
  TRY(check_can_update(call, record, change.type));
  json::Value parameter = TRY(change.make(call, record, *in.find(change.member)));
  json::Value update = begin_update(call, record, change.type, Array{std::move(parameter)});
  call.save(call.the());
  return Object{{"update", std::move(update)}};
}

// One minor version up (EKS User Guide, "Update existing cluster to new Kubernetes version").
aws::Result<void> check_step(std::string_view from, std::string_view to) {
  constexpr std::string_view kMajor = "1.";
  auto minor = [&](std::string_view version) {
    return base::parse_int(version.substr(std::min(kMajor.size(), version.size()))).value_or(0);
  };
  if (minor(to) == minor(from) + 1) return {};
  return invalid(fmt::format("Unsupported Kubernetes minor version update from {} to {}", from, to));
}

Output update_version(Call& call) {
  json::Value& record = call.the().record;
  if (record.find("ControlPlane"))
    return invalid("This account cannot change the version of a cluster with a Kubernetes behind it");
  std::string version = call.input.text("version");
  TRY(check_version(call.input));
  TRY(check_can_update(call, record, "VersionUpdate"));
  TRY(check_step(record.find("Cluster")->string_or("version", ""), version));
  json::Value update =
      begin_update(call, record, "VersionUpdate", Array{Object{{"type", "Version"}, {"value", version}}});
  set_version_later(call, record, version);
  call.save(call.the());
  return Object{{"update", std::move(update)}};
}

Output describe_update(Call& call) {
  std::string id = call.input.text("updateId");
  auto update = call.state.get(kUpdate, fmt::format("{}/{}", call.the().named, id));
  if (!update) return aws::error("ResourceNotFoundException", 404, "No update found for ID: {}", id);
  return Object{{"update", seen_update(std::move(*update), call.now)}};
}

Output list_updates(Call& call) {
  return list_page(call, call.state.list(kUpdate, {.prefix = call.the().named + "/"}), "updateIds",
                   [](const Entry& update) { return *update.value.find("id"); });
}

constexpr Operation kOperations[] = {
    {"UpdateClusterConfig", {on(kClusters).keys(config_keys)}, update_config},
    {"UpdateClusterVersion", {on(kClusters).keys(version_keys)}, update_version},
    {"DescribeUpdate", {on(kClusters)}, describe_update},
    {"ListUpdates", {on(kClusters)}, list_updates},
};

}  // namespace

std::span<const Operation> update_operations() {
  return kOperations;
}

}  // namespace account::eks
