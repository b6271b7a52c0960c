#include "services/eks/addon.h"

#include <algorithm>

#include "account/call/facilities.h"
#include "account/record/lifecycle.h"
#include "services/eks/cluster.h"
#include "services/eks/durations.h"
#include "services/eks/fargate.h"
#include "services/eks/kubernetes_version.h"
#include "services/eks/nodegroup.h"

namespace account::eks {
namespace {

constexpr std::string_view kEraseAddon = "eks.erase_deleted_addon";
constexpr Transition kAddonLife[] = {{"CREATING", "ACTIVE", kAddonTakes, "CREATING"},
                                     {"UPDATING", "ACTIVE", kAddonTakes, "UPDATING"},
                                     {"DELETING", "", kAddonDeletionTakes, "DELETING"}};

// Nodes that this account knows of: those of a real control plane, of node groups, and Fargate where a profile takes
// the pods.
bool has_nodes_for(const State& state, const json::Value& addon, base::Time now) {
  std::string cluster(addon.string_or("clusterName", ""));
  auto record = find(state, kClusters, cluster);
  if (record && record->find("ControlPlane")) return true;
  if (has_nodes(state, cluster, now)) return true;
  return has_profile_for(state, cluster, addon.find("namespaceConfig")->string_or("namespace", ""), now);
}

json::Object issue(std::string_view code, std::string_view message) {
  return {{"code", code}, {"message", message}, {"resourceIds", json::Array()}};
}

void erase_deleted(Due& due) {
  auto record = find(due.state, kAddons, due.id);
  if (!record || kept_state(*record, "").state != "DELETING") return;
  if (shown(kAddons, std::as_const(*record)).string_or("addonArn", "") != due.detail.string_or("Arn", ""))
    return;
  remove(due.state, kAddons, due.id);
}

constexpr Effect kEffects[] = {{kEraseAddon, erase_deleted}};

}  // namespace

std::string addon_state(const json::Value& record, base::Time now) {
  return state_at(kAddonLife, kept_state(record, "ACTIVE"), now).state;
}

json::Value seen_addon(const State& state, const json::Value& record, base::Time now) {
  json::Value addon = shown(kAddons, record);
  std::string status = addon_state(record, now);
  const KnownAddon* known = find_known_addon(addon.string_or("addonName", ""));
  json::Array issues;
  if (status == "CREATE_FAILED")
    issues.push_back(
        issue("ConfigurationConflict",
              "Conflicts found when trying to apply. Will not continue due to resolve conflicts mode."));
  if (status == "ACTIVE" && known && known->runs_in_pods && !has_nodes_for(state, addon, now)) {
    status = "DEGRADED";
    issues.push_back(
        issue("InsufficientNumberOfReplicas",
              "The add-on is unhealthy because it doesn't have the desired number of replicas."));
  }
  addon.as_object().set("status", status);
  addon.as_object().set("health", Object{{"issues", std::move(issues)}});
  return addon;
}

bool has_conflict(const Call& call, const KnownAddon& addon, const json::Value& wanted,
                  const json::Value& cluster) {
  if (call.input.text("resolveConflicts") == "OVERWRITE") return false;
  std::vector<std::string> own = cluster.strings_at("SelfManaged");
  if (std::find(own.begin(), own.end(), addon.name) == own.end()) return false;
  const AddonVersion* there = addon.default_for(minor_of(cluster.find("Cluster")->string_or("version", "")));
  return !there || there->name != wanted.string_or("addonVersion", "") ||
         !wanted.string_or("configurationValues", "").empty();
}

void begin_addon_state(Call& call, json::Value& record, std::string_view state) {
  keep_state(record, {std::string(state), call.now, call.facilities.speed});
  const json::Value& addon = shown(kAddons, std::as_const(record));
  std::string id = part_id(addon.string_or("clusterName", ""), addon.string_or("addonName", ""));
  if (state != "DELETING") return;
  base::Time end = ends_at(kAddonLife, kept_state(record, "")).value_or(call.now);
  schedule(call.state, call.facilities,
           {end, kEraseAddon, id, Object{{"Arn", addon.string_or("addonArn", "")}}});
}

std::span<const Effect> addon_effects() {
  return kEffects;
}

}  // namespace account::eks
