#include "services/eks/cluster_state.h"

#include "account/call/facilities.h"
#include "services/eks/cluster.h"
#include "services/eks/cluster_network.h"
#include "services/eks/cluster_part.h"
#include "services/eks/control_plane_logs.h"
#include "services/eks/durations.h"
#include "services/eks/kubernetes_version.h"
#include "services/eks/update_record.h"

namespace account::eks {
namespace {

constexpr std::string_view kEraseDeleted = "eks.erase_deleted_cluster";
constexpr std::string_view kSetVersion = "eks.set_cluster_version";
constexpr Transition kClusterLife[] = {{"CREATING", "ACTIVE", kClusterTakes, "CREATING"},
                                       {kUpdating, "ACTIVE", kUpdateTakes, "UPDATING"},
                                       {kUpdatingVersion, "ACTIVE", kVersionTakes, "UPDATING"},
                                       {kUpdatingProvider, "ACTIVE", kProviderTakes, "UPDATING"},
                                       {"DELETING", "", kClusterDeletionTakes, "DELETING"}};

std::string_view name_of(const json::Value& record) {
  return record.find("Cluster")->string_or("name", "");
}

// One whose network does not go stays, and can be deleted again.
void erase_deleted(Due& due) {
  auto record = cluster_of(due);
  if (!record || kept_state(*record, "").state != "DELETING") return;
  ServiceRole role(due.state, due.facilities, due.now);
  if (auto gone = remove_network(role, *record); !gone) {
    fail_cluster(*record, gone.error(), due);
    store(due.state, kClusters, *record);
  } else {
    erase_cluster(due.state, due.id, *record);
  }
}

// The control plane of a version stands in interfaces of its own: the old ones go when the new ones are there.
void set_version(Due& due) {
  auto record = cluster_of(due);
  if (!record) return;
  ServiceRole role(due.state, due.facilities, due.now);
  if (auto moved = settle_interfaces(role, *record, true); !moved)
    return fail_update(due.state, part_id(due.id, due.detail.string_or("UpdateId", "")),
                       update_error(moved.error(), due.id));
  json::Object& cluster = record->as_object()["Cluster"].as_object();
  std::string before(record->find("Cluster")->string_or("version", ""));
  std::string version(due.detail.string_or("Version", ""));
  cluster.set("version", version);
  // From where a rollback would lead back; after one there is nothing to go back to.
  record->as_object().erase("UpgradedFrom");
  if (minor_of(version) > minor_of(before))
    record->as_object().set("UpgradedFrom", Object{{"Version", before}, {"At", base::to_ms(due.now)}});
  store(due.state, kClusters, *record);
}

constexpr Effect kEffects[] = {{kEraseDeleted, erase_deleted}, {kSetVersion, set_version}};

}  // namespace

std::optional<json::Value> cluster_of(const Due& due) {
  auto record = due.state.get(kCluster, due.id);
  bool is_same = record && record->string_or("Id", "") == due.detail.string_or("ClusterId", "");
  return is_same ? std::move(record) : std::nullopt;
}

base::Time end_of_state(const json::Value& record, base::Time now) {
  return ends_at(kClusterLife, kept_state(record, "")).value_or(now);
}

void fail_cluster(json::Value& record, const aws::Error& error, const Due& due) {
  keep_state(record, {"FAILED", due.now, due.facilities.speed});
  json::Array issues;
  issues.push_back(health_issue(error, due.id));
  record.as_object()["Cluster"].as_object().set("health", Object{{"issues", std::move(issues)}});
}

std::string cluster_status(const json::Value& record, base::Time now) {
  StateSince own = state_at(kClusterLife, kept_state(record, "ACTIVE"), now);
  const json::Value* plane = record.find("ControlPlane");
  bool is_changing = own.state != "ACTIVE" && own.state != "CREATING";
  if (plane && !is_changing) return std::string(plane->string_or("Status", ""));
  return std::string(shown(kClusterLife, own.state));
}

aws::Result<void> check_can_update(const Call& call, const json::Value& record, std::string_view change) {
  std::string status = cluster_status(record, call.now);
  if (status == "ACTIVE") return {};
  if (status == "UPDATING") {
    return aws::error("ResourceInUseException", 409,
                      "Cannot {} because cluster {} currently has update {} in progress", change,
                      name_of(record), record.string_or("UpdateId", ""));
  }
  return aws::error("ResourceInUseException", 409, "Cannot {} because cluster {} is in status {}", change,
                    name_of(record), status);
}

aws::Result<void> check_takes_parts(const Call& call) {
  json::Value record = TRY(require(call.state, kClusters, call.input.text(kClusterName)));
  std::string status = cluster_status(record, call.now);
  if (status == "ACTIVE" || status == "UPDATING") return {};
  return aws::error("InvalidRequestException", 400, "Cluster '{}' is not in ACTIVE status", name_of(record));
}

aws::Result<void> check_can_delete(const Call& call, const json::Value& record) {
  std::string status = cluster_status(record, call.now);
  if (status != "CREATING" && status != "UPDATING") return {};
  return aws::error("ResourceInUseException", 409,
                    "Cannot delete because cluster {} currently has {} in progress", name_of(record),
                    status == "CREATING" ? "a creation" : "an update");
}

json::Value begin_update(Call& call, json::Value& record, std::string_view type, json::Array parameters) {
  std::string_view state = kUpdating;
  if (is_of_version(type)) state = kUpdatingVersion;
  if (type.ends_with("IdentityProviderConfig")) state = kUpdatingProvider;
  json::Value update = put_update(call, kUpdate, name_of(record), type, std::move(parameters));
  keep_state(record, {std::string(state), call.now, call.facilities.speed});
  record.as_object().set("UpdateId", *update.find("id"));
  return update;
}

void begin_deletion(Call& call, json::Value& record) {
  std::string name(name_of(record));
  keep_state(record, {"DELETING", call.now, call.facilities.speed});
  store(call.state, kClusters, record);
  schedule(call.state, call.facilities,
           {end_of_state(record, call.now), kEraseDeleted, name,
            Object{{"ClusterId", record.string_or("Id", "")}}});
  write_last_logs(call.state, call.facilities, record, end_of_state(record, call.now));
}

void begin_logs(Call& call, json::Value& record) {
  write_logs_from(call.state, call.facilities, record, end_of_state(record, call.now));
}

void set_version_later(const Call& call, const json::Value& record, const std::string& version) {
  schedule(call.state, call.facilities,
           {end_of_state(record, call.now), kSetVersion, std::string(name_of(record)),
            Object{{"ClusterId", record.string_or("Id", "")},
                   {"UpdateId", record.string_or("UpdateId", "")},
                   {"Version", version}}});
}

std::string goes_back_to(const json::Value& record, base::Time now) {
  constexpr auto kWindow = std::chrono::hours(7 * 24);
  const json::Value* before = record.find("UpgradedFrom");
  bool is_open = before && now < base::from_ms(before->int_or("At", 0)) + kWindow;
  return is_open ? std::string(before->string_or("Version", "")) : "";
}

std::span<const Effect> cluster_effects() {
  return kEffects;
}

}  // namespace account::eks
