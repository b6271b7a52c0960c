#include <algorithm>

#include "account/call/facilities.h"
#include "services/eks/addon.h"
#include "services/eks/addon_pod_identities.h"
#include "services/eks/answers.h"
#include "services/eks/cluster.h"
#include "services/eks/cluster_state.h"
#include "services/eks/eks.h"
#include "services/eks/kubernetes_version.h"
#include "services/eks/refused_input.h"
#include "services/eks/service_role.h"
#include "services/eks/update_record.h"

namespace account::eks {
namespace {

using json::Array;

int64_t minor_of_cluster(const json::Value& cluster) {
  return minor_of(cluster.find("Cluster")->string_or("version", ""));
}

// The version that the call wants, or the one that such a cluster gets.
aws::Result<std::string> wanted_version(const Call& call, const KnownAddon& addon, int64_t minor) {
  const AddonVersion* fallback = addon.default_for(minor);
  if (!fallback)
    return invalid(
        fmt::format("Addon {} specified is not supported in 1.{} kubernetes version", addon.name, minor));
  if (!call.input.has("addonVersion")) return fallback->name;
  const AddonVersion* version = addon.find(call.input.text("addonVersion"));
  if (version && version->is_for(minor)) return version->name;
  return invalid("Addon version specified is not supported");
}

// What the call says of the add-on, into it; what it does not say stays.
aws::Result<void> take_settings(const Call& call, const KnownAddon& known, json::Object& addon) {
  const Input& in = call.input;
  if (in.has("serviceAccountRoleArn")) {
    TRY(check_own_role(call, in.text("serviceAccountRoleArn")));
    addon.set("serviceAccountRoleArn", in.text("serviceAccountRoleArn"));
  }
  if (in.has("configurationValues")) {
    TRY(check_configuration(known, in.text("configurationValues")));
    addon.set("configurationValues", in.text("configurationValues"));
  }
  return {};
}

// The software of the cluster's own becomes EKS's, or the other way round.
void set_self_managed(Call& call, Found& cluster, const std::string& addon, bool is_own) {
  std::vector<std::string> names = cluster.record.strings_at("SelfManaged");
  std::erase(names, addon);
  if (is_own) names.push_back(addon);
  cluster.fields().set("SelfManaged", Array(names.begin(), names.end()));
  call.save(cluster);
}

json::Object new_addon(const Call& call, const KnownAddon& known, const std::string& version) {
  const Input& in = call.input;
  const json::Value* place = in.find("namespaceConfig");
  Object addon{
      {"addonName", known.name},
      {"clusterName", in.text(kClusterName)},
      {"addonVersion", version},
      {"createdAt", base::to_ms(call.now)},
      {"modifiedAt", base::to_ms(call.now)},
      {"tags", Object()},
      {"publisher", kAddonPublisher},
      {"owner", known.owner},
      {"namespaceConfig",
       Object{{"namespace", place ? place->string_or("namespace", known.name_space) : known.name_space}}}};
  addon.set_if("tags", in.find("tags"));
  Object names{{"clusterName", in.text(kClusterName)},
               {"addonName", known.name},
               {"id", call.facilities.random.uuid()}};
  addon.set("addonArn", arn_of(call.state, kAddons, names));
  return addon;
}

Output create(Call& call) {
  const Input& in = call.input;
  Found& cluster = call.the();
  std::string name = in.text("addonName");
  TRY(check_takes_parts(call));
  TRY(check_tags(in.find("tags"), "InvalidParameterException"));
  int64_t minor = minor_of_cluster(cluster.record);
  const KnownAddon* known = find_known_addon(name);
  if (!known)
    return invalid(
        fmt::format("Addon {} specified is not supported in 1.{} kubernetes version", name, minor));
  if (find(call.state, kAddons, part_id(cluster.named, name)))
    return aws::error("ResourceInUseException", 409, "Addon already exists.");
  json::Object addon = new_addon(call, *known, TRY(wanted_version(call, *known, minor)));
  TRY(take_settings(call, *known, addon));
  TRY(set_pod_identities(call, *known, addon));
  json::Value record = Object{{"Addon", std::move(addon)}};
  bool fails = has_conflict(call, *known, *record.find("Addon"), cluster.record);
  begin_addon_state(call, record, fails ? "CREATE_FAILED" : "CREATING");
  call.make(kAddons, part_id(cluster.named, name), record);
  if (!fails) set_self_managed(call, cluster, name, false);
  json::Value seen = seen_addon(call.state, record, call.now);
  seen.as_object().set("status", "CREATING");  // also if nothing takes any time
  seen.as_object().set("health", Object{{"issues", Array()}});
  return Object{{"addon", std::move(seen)}};
}

Output describe(Call& call) {
  return Object{{"addon", seen_addon(call.state, call.the().record, call.now)}};
}

Output list(Call& call) {
  return list_page(call, parts_of(call.state, kAddons, call.the().named), "addons",
                   [](const Entry& one) { return *shown(kAddons, one.value).find("addonName"); });
}

json::Array update_parameters(const Input& in) {
  constexpr std::pair<std::string_view, std::string_view> kMembers[] = {
      {"addonVersion", "AddonVersion"},
      {"serviceAccountRoleArn", "ServiceAccountRoleArn"},
      {"resolveConflicts", "ResolveConflicts"},
      {"configurationValues", "ConfigurationValues"},
      {"podIdentityAssociations", "PodIdentityAssociations"}};
  Array parameters;
  for (const auto& [member, name] : kMembers) {
    const json::Value* value = in.find(member);
    if (value)
      parameters.push_back(
          update_parameter(name, value->is_string() ? value->as_string() : json::dump(*value)));
  }
  return parameters;
}

// InvalidParameterException, ResourceInUseException: one change at a time.
aws::Result<void> check_is_settled(const Call& call, const Found& addon) {
  std::string state = addon_state(addon.record, call.now);
  if (state == "ACTIVE" || state == "CREATE_FAILED") return {};
  return aws::error("ResourceInUseException", 409,
                    "Addon {} cannot be updated as it is currently in {} state", call.input.text("addonName"),
                    state);
}

Output update(Call& call) {
  TRY(check_takes_parts(call));
  Found& found = call.the();
  TRY(check_is_settled(call, found));
  json::Value cluster = TRY(require(call.state, kClusters, call.input.text(kClusterName)));
  const KnownAddon* known = find_known_addon(call.input.text("addonName"));
  if (!known) return absent(kAddons, call.input.text("addonName"));
  json::Object& addon = shown(kAddons, found.record);
  if (call.input.has("addonVersion"))
    addon.set("addonVersion", TRY(wanted_version(call, *known, minor_of_cluster(cluster))));
  TRY(take_settings(call, *known, addon));
  if (call.input.has("podIdentityAssociations")) TRY(set_pod_identities(call, *known, addon));
  addon.set("modifiedAt", base::to_ms(call.now));
  bool fails = has_conflict(call, *known, *found.record.find("Addon"), cluster);
  begin_addon_state(call, found.record, fails ? "CREATE_FAILED" : "UPDATING");
  call.save(found);
  Found of{&kClusters, call.input.text(kClusterName), std::move(cluster)};
  if (!fails) set_self_managed(call, of, known->name, false);
  return Object{
      {"update", put_update(call, kAddonUpdate, found.named, "AddonUpdate", update_parameters(call.input))}};
}

Output remove_addon(Call& call) {
  TRY(check_takes_parts(call));
  Found& found = call.the();
  bool stays = call.input.flag("preserve");
  if (addon_state(found.record, call.now) != "DELETING") {
    begin_addon_state(call, found.record, "DELETING");
    call.save(found);
    // The software stays where the call says so, with the roles of its service accounts.
    if (!stays) remove_pod_identities(call, shown(kAddons, std::as_const(found.record)));
    json::Value cluster = TRY(require(call.state, kClusters, call.input.text(kClusterName)));
    Found of{&kClusters, call.input.text(kClusterName), std::move(cluster)};
    if (stays) set_self_managed(call, of, call.input.text("addonName"), true);
  }
  json::Value seen = seen_addon(call.state, found.record, call.now);
  seen.as_object().set("status", "DELETING");  // also if nothing takes any time
  return Object{{"addon", std::move(seen)}};
}

// An add-on's associations are made with the caller's permissions, each asked in turn.
constexpr When kWithRoles{"podIdentityAssociations"};
constexpr Need kSeesRoles = on(kRolesByArn).asks("iam:GetRole").each("podIdentityAssociations");
constexpr Need kPassesRoles = passes(kPods, "roleArn").each("podIdentityAssociations");
constexpr Need kPassesRole = passes(kEks, "serviceAccountRoleArn").when("serviceAccountRoleArn");

constexpr Operation kOperations[] = {
    {"CreateAddon",
     {on(kClusters, kClusterName), also("eks:CreatePodIdentityAssociation").when(kWithRoles),
      creates(kAddons).asks("eks:TagResource").when("tags"), kPassesRole,
      creates(kPodIdentities).asks("eks:TagResource").when(kWithRoles), kSeesRoles, kPassesRoles},
     create},
    {"DescribeAddon", {on(kAddons)}, describe},
    {"ListAddons", {on(kClusters, kClusterName)}, list},
    {"UpdateAddon",
     {on(kAddons), kPassesRole,
      on(kClusters, kClusterName).asks("eks:CreatePodIdentityAssociation").when(kWithRoles), kSeesRoles,
      kPassesRoles},
     update},
    {"DeleteAddon", {on(kAddons)}, remove_addon},
};

}  // namespace

std::span<const Operation> addon_operations() {
  return kOperations;
}

}  // namespace account::eks
