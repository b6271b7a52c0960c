// Changes of a cluster. A new configuration is seen at once, a new version when the update is done.
#include <chrono>

#include "account/call/facilities.h"
#include "base/encoding.h"
#include "base/text.h"
#include "services/eks/addon.h"
#include "services/eks/answers.h"
#include "services/eks/cluster.h"
#include "services/eks/cluster_network.h"
#include "services/eks/cluster_state.h"
#include "services/eks/config_changes.h"
#include "services/eks/config_keys.h"
#include "services/eks/eks.h"
#include "services/eks/insights.h"
#include "services/eks/kubernetes_version.h"
#include "services/eks/network_look.h"
#include "services/eks/nodegroup.h"
#include "services/eks/update_record.h"

namespace account::eks {
namespace {

using json::Array;

void version_keys(const Call& call, const json::Value*, policy::Context& context) {
  context.set("eks:kubernetesVersion", call.input.text("version"));
}

Output update_config(Call& call) {
  json::Value& record = call.the().record;
  ConfigChange change = TRY(find_change(call.input));
  TRY(check_can_update(call, record, change.type));
  json::Value before = *record.find("Cluster")->find("resourcesVpcConfig");
  json::Array parameters = TRY(change.make(call, record));
  json::Value update = begin_update(call, record, change.type, std::move(parameters));
  if (change.type == kVpcConfigUpdate) follow_config_later(call, record, std::move(before));
  begin_logs(call, record);
  call.save(call.the());
  return Object{{"update", std::move(update)}};
}

bool is_rollback(const Call& call, const json::Value& record, std::string_view to) {
  return goes_back_to(record, call.now) == to;
}

// One minor version up (EKS User Guide, "Update existing cluster to new Kubernetes version"), or back. The type of the
// update.
aws::Result<std::string_view> check_step(const Call& call, const json::Value& record, std::string_view to) {
  std::string_view from = record.find("Cluster")->string_or("version", "");
  if (minor_of(to) == minor_of(from) + 1) return "VersionUpdate";
  if (is_rollback(call, record, to)) return "VersionRollback";
  return invalid(fmt::format("Unsupported Kubernetes minor version update from {} to {}", from, to));
}

// Nodes come along before the next one.
aws::Result<void> check_nodes(const Call& call, const json::Value& record) {
  std::string version(record.find("Cluster")->string_or("version", "")), behind;
  for (const Entry& one : parts_of(call.state, kNodegroups, call.found.at(0).named)) {
    const json::Value& group = shown(kNodegroups, one.value);
    if (group.string_or("version", "") == version) continue;
    behind += (behind.empty() ? "" : ", ") + std::string(group.string_or("nodegroupName", ""));
  }
  if (behind.empty()) return {};
  return invalid(
      fmt::format("Nodegroups {} must be updated to match cluster version {} before updating cluster version",
                  behind, version));
}

aws::Result<void> check_is_ready(const Call& call, const json::Value& record) {
  TRY(check_nodes(call, record));
  if (call.input.flag("force")) return {};
  std::vector<std::string> errors = upgrade_errors(call.state, record, call.now);
  if (errors.empty()) return {};
  return aws::error("InvalidStateException", 400, "Cluster has upgrade blocking insights with errors: {}",
                    base::join(errors, ", "));
}

aws::Result<void> check_rollback_config(const Input& in, std::string_view type) {
  const json::Value* config = in.find("rollbackConfig");
  if (!config) return {};
  if (type != "VersionRollback") return invalid("rollbackConfig is for a rollback of the version only");
  int64_t minutes = config->int_or("timeoutMinutes", 720);
  if (minutes >= 120 && minutes <= 10080) return {};
  return invalid("rollbackConfig.timeoutMinutes must be from 120 to 10080");
}

Output update_version(Call& call) {
  json::Value& record = call.the().record;
  if (record.find("ControlPlane"))
    return invalid("This account cannot change the version of a cluster with a Kubernetes behind it");
  std::string version = call.input.text("version");
  TRY(check_version(version, call.now));
  std::string_view type = TRY(check_step(call, record, version));
  TRY(check_can_update(call, record, type));
  if (type == "VersionUpdate") TRY(check_is_ready(call, record));
  TRY(check_rollback_config(call.input, type));
  ServiceRole role(call.state, call.facilities, call.now);
  TRY(check_free_addresses(role, *record.find("Cluster")->find("resourcesVpcConfig")));
  json::Value update =
      begin_update(call, record, type,
                   Array{update_parameter("Version", version),
                         update_parameter("PlatformVersion", std::string(kPlatformVersion))});
  set_version_later(call, record, version);
  call.save(call.the());
  return Object{{"update", std::move(update)}};
}

// Whose updates a call is about: the cluster's, or those of something that belongs to it.
struct Updates {
  std::string_view kind;
  std::string prefix;
};
aws::Result<Updates> updates_of(const Call& call, const std::string& cluster) {
  const Input& in = call.input;
  if (in.has("nodegroupName")) {
    std::string group = part_id(cluster, in.text("nodegroupName"));
    if (find(call.state, kNodegroups, group)) return Updates{kNodegroupUpdate, group};
    return aws::error("ResourceNotFoundException", 404, "No node group found for name: {}.",
                      in.text("nodegroupName"));
  }
  if (in.has("capabilityName"))  // this account has none
    return aws::error("ResourceNotFoundException", 404, "No capability found for name: {}.",
                      in.text("capabilityName"));
  if (!in.has("addonName")) return Updates{kUpdate, cluster};
  std::string addon = part_id(cluster, in.text("addonName"));
  if (find(call.state, kAddons, addon)) return Updates{kAddonUpdate, addon};
  return aws::error("ResourceNotFoundException", 404, "No addon: {} found in cluster: {}",
                    in.text("addonName"), cluster);
}

Output describe_update(Call& call) {
  std::string id = call.input.text("updateId");
  Updates updates = TRY(updates_of(call, call.the().named));
  auto update = call.state.get(updates.kind, part_id(updates.prefix, id));
  if (!update) return aws::error("ResourceNotFoundException", 404, "No update found for ID: {}", id);
  return Object{{"update", seen_update(std::move(*update), call.now)}};
}

// A token is the id of an update, which must be one of these.
aws::Result<void> check_token(Call& call, const Updates& updates) {
  auto id = base::unbase64url(call.input.text("nextToken"));
  if (id && (id->empty() || id->starts_with(part_id(updates.prefix, "")))) return {};
  return invalid("The nextToken is not valid.");
}

Output list_updates(Call& call) {
  Updates updates = TRY(updates_of(call, call.the().named));
  TRY(check_token(call, updates));
  return list_page(call, call.state.list(updates.kind, {.prefix = part_id(updates.prefix, "")}), "updateIds",
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
