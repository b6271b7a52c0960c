// Changes of a cluster. A new configuration is seen at once, a new version when the update is done.
#include <algorithm>

#include "account/call/facilities.h"
#include "base/encoding.h"
#include "base/text.h"
#include "services/eks/answers.h"
#include "services/eks/cluster.h"
#include "services/eks/cluster_state.h"
#include "services/eks/config_changes.h"
#include "services/eks/config_keys.h"
#include "services/eks/eks.h"
#include "services/eks/refused_input.h"

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
  json::Array parameters = TRY(change.make(call, record));
  json::Value update = begin_update(call, record, change.type, std::move(parameters));
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

// A token is the id of an update, which must be of this cluster.
aws::Result<void> check_token_of_cluster(Call& call) {
  auto id = base::unbase64url(call.input.text("nextToken"));
  if (id && (id->empty() || id->starts_with(call.the().named + "/"))) return {};
  return invalid("The nextToken is not valid.");
}

Output list_updates(Call& call) {
  const Input& in = call.input;
  // This account has neither node groups nor add-ons.
  if (in.has("nodegroupName"))
    return aws::error("ResourceNotFoundException", 404, "No node group found for name: {}.",
                      in.text("nodegroupName"));
  if (in.has("addonName"))
    return aws::error("ResourceNotFoundException", 404, "No addon: {} found in cluster: {}",
                      in.text("addonName"), in.text("name"));
  TRY(check_token_of_cluster(call));
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
