#include "services/eks/cluster_state.h"

#include "account/call/facilities.h"
#include "services/eks/cluster.h"

namespace account::eks {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kEraseDeleted = "eks.erase_deleted_cluster";
constexpr std::string_view kSetVersion = "eks.set_cluster_version";
constexpr std::string_view kUpdateSpeed = "Speed";  // of an update's record: as a cluster's

// Medians of what logs of Terraform tell of clusters on AWS.
constexpr auto kUpdateTakes = 180s;
constexpr auto kVersionTakes = 600s;
constexpr Transition kClusterLife[] = {{"CREATING", "ACTIVE", 560s, "CREATING"},
                                       {kUpdating, "ACTIVE", kUpdateTakes, "UPDATING"},
                                       {kUpdatingVersion, "ACTIVE", kVersionTakes, "UPDATING"},
                                       {"DELETING", "", 180s, "DELETING"}};
constexpr Transition kUpdateLife[] = {{"InProgress", "Successful", kUpdateTakes, "InProgress"}};
constexpr Transition kVersionUpdateLife[] = {{"InProgress", "Successful", kVersionTakes, "InProgress"}};

std::string_view name_of(const json::Value& record) {
  return record.find("Cluster")->string_or("name", "");
}

// The cluster that an effect is about, unless it is another by now.
std::optional<json::Value> cluster_of(const Due& due) {
  auto record = due.state.get(kCluster, due.id);
  bool is_same = record && record->string_or("Id", "") == due.detail.string_or("ClusterId", "");
  return is_same ? std::move(record) : std::nullopt;
}

void erase_deleted(Due& due) {
  auto record = cluster_of(due);
  if (record && kept_state(*record, "").state == "DELETING") erase_cluster(due.state, due.id, *record);
}

// When the state ends that was just begun.
base::Time end_of(const json::Value& record, const Call& call) {
  return ends_at(kClusterLife, kept_state(record, "")).value_or(call.now);
}

void set_version(Due& due) {
  auto record = cluster_of(due);
  if (!record) return;
  record->as_object()["Cluster"].as_object().set("version", due.detail.string_or("Version", ""));
  store(due.state, kClusters, *record);
}

constexpr Effect kEffects[] = {{kEraseDeleted, erase_deleted}, {kSetVersion, set_version}};

}  // namespace

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

aws::Result<void> check_can_delete(const Call& call, const json::Value& record) {
  std::string status = cluster_status(record, call.now);
  if (status != "CREATING" && status != "UPDATING") return {};
  return aws::error("ResourceInUseException", 409,
                    "Cannot delete because cluster {} currently has {} in progress", name_of(record),
                    status == "CREATING" ? "a creation" : "an update");
}

json::Value begin_update(Call& call, json::Value& record, std::string_view type, json::Array parameters) {
  std::string id = call.facilities.random.uuid();
  std::string_view state = type == "VersionUpdate" ? kUpdatingVersion : kUpdating;
  keep_state(record, {std::string(state), call.now, call.facilities.speed});
  record.as_object().set("UpdateId", id);
  json::Value update = Object{{"id", id},
                              {"status", "InProgress"},
                              {"type", std::string(type)},
                              {"params", std::move(parameters)},
                              {"createdAt", base::to_ms(call.now)},
                              {"errors", json::Array()}};
  json::Value kept = update;
  kept.as_object().set(kUpdateSpeed, call.facilities.speed.factor());
  call.state.put(kUpdate, fmt::format("{}/{}", name_of(record), id), kept);
  return update;
}

json::Value seen_update(json::Value update, base::Time now) {
  Lifecycle lifecycle = kUpdateLife;
  if (update.string_or("type", "") == "VersionUpdate") lifecycle = kVersionUpdateLife;
  StateSince begun{std::string(update.string_or("status", "")), base::from_ms(update.int_or("createdAt", 0)),
                   Speed::times(update.int_or(kUpdateSpeed, 0))};
  update.as_object().set("status", state_at(lifecycle, std::move(begun), now).state);
  update.as_object().erase(kUpdateSpeed);
  return update;
}

void begin_deletion(Call& call, json::Value& record) {
  std::string name(name_of(record));
  keep_state(record, {"DELETING", call.now, call.facilities.speed});
  store(call.state, kClusters, record);
  schedule(call.state, call.facilities,
           {end_of(record, call), kEraseDeleted, name, Object{{"ClusterId", record.string_or("Id", "")}}});
}

void set_version_later(const Call& call, const json::Value& record, const std::string& version) {
  schedule(call.state, call.facilities,
           {end_of(record, call), kSetVersion, std::string(name_of(record)),
            Object{{"ClusterId", record.string_or("Id", "")}, {"Version", version}}});
}

std::span<const Effect> cluster_effects() {
  return kEffects;
}

}  // namespace account::eks
