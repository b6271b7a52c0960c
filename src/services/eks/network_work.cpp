// When the network of a cluster is made and changed.
#include "account/call/facilities.h"
#include "services/eks/cluster.h"
#include "services/eks/cluster_network.h"
#include "services/eks/cluster_part.h"
#include "services/eks/cluster_state.h"
#include "services/eks/durations.h"
#include "services/eks/network_look.h"
#include "services/eks/update_record.h"

namespace account::eks {
namespace {

constexpr std::string_view kBuild = "eks.build_network";
constexpr std::string_view kFollow = "eks.follow_config";

json::Value& config_of(json::Value& record) {
  return record.as_object()["Cluster"].as_object()["resourcesVpcConfig"];
}

std::string name_of(const json::Value& record) {
  return std::string(record.find("Cluster")->string_or("name", ""));
}

void build(Due& due) {
  auto record = cluster_of(due);
  if (!record || kept_state(*record, "").state == "DELETING") return;
  ServiceRole role(due.state, due.facilities, due.now);
  if (auto built = build_network(role, due.facilities, *record); !built)
    fail_cluster(*record, built.error(), due);
  store(due.state, kClusters, *record);
}

void follow(Due& due) {
  auto record = cluster_of(due);
  if (!record) return;
  ServiceRole role(due.state, due.facilities, due.now);
  if (auto followed = settle_interfaces(role, *record, false); !followed) {
    config_of(*record) = *due.detail.find("Before");
    fail_update(due.state, part_id(due.id, due.detail.string_or("UpdateId", "")),
                update_error(followed.error(), due.id));
  }
  store(due.state, kClusters, *record);
}

constexpr Effect kEffects[] = {{kBuild, build}, {kFollow, follow}};

}  // namespace

void build_network_later(Call& call, const json::Value& record) {
  if (!has_vpc(*record.find("Cluster")->find("resourcesVpcConfig"))) return;
  schedule(call.state, call.facilities,
           {call.now + call.facilities.speed.lasts(kNetworkComesAfter), kBuild, name_of(record),
            Object{{"ClusterId", record.string_or("Id", "")}}});
}

void follow_config_later(Call& call, const json::Value& record, json::Value before) {
  if (!has_vpc(before)) return;
  schedule(call.state, call.facilities,
           {end_of_state(record, call.now), kFollow, name_of(record),
            Object{{"ClusterId", record.string_or("Id", "")},
                   {"UpdateId", record.string_or("UpdateId", "")},
                   {"Before", std::move(before)}}});
}

std::span<const Effect> network_effects() {
  return kEffects;
}

}  // namespace account::eks
