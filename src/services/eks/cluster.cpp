#include "services/eks/cluster.h"

#include "account/call/facilities.h"
#include "base/encoding.h"
#include "services/eks/cluster_network.h"
#include "services/eks/cluster_objects.h"
#include "services/eks/cluster_part.h"
#include "services/eks/cluster_state.h"
#include "services/eks/control_plane.h"
#include "services/eks/issuer.h"
#include "services/eks/update_record.h"

namespace account::eks {

bool is_stopped(const json::Value& record) {
  const json::Value* plane = record.find("ControlPlane");
  return plane && plane->bool_or("Stopped", false);
}

std::string authentication_mode(const json::Value& record) {
  const json::Value* access = record.find("Cluster")->find("accessConfig");
  return std::string(access->string_or("authenticationMode", ""));
}

std::string cluster_arn(const State& state, std::string_view name) {
  return arn_of(state, kClusters, json::Object{{"name", name}});
}

json::Value seen_cluster(const json::Value& record, base::Time now) {
  json::Value seen = *record.find("Cluster");
  std::string status = cluster_status(record, now);
  json::Object& cluster = seen.as_object();
  cluster.set("status", status);
  const json::Value* plane = record.find("ControlPlane");
  if (!plane) {
    // One that is being created is not yet anywhere, nor is its issuer.
    if (status == "CREATING" || status == "FAILED")
      for (const char* member : {"endpoint", "certificateAuthority", "identity"}) cluster.erase(member);
    return seen;
  }
  cluster.set_if("version", plane->find("Version"));
  // A cluster that is being created has neither yet.
  cluster.erase("endpoint");
  cluster.erase("certificateAuthority");
  cluster.set_if("endpoint", plane->find("Endpoint"));
  if (const json::Value* authority = plane->find("CertificateAuthority")) {
    cluster.set("certificateAuthority", json::Object{{"data", base::base64(authority->as_string())}});
  }
  if (const json::Value* services = plane->find("ServiceIpv4Cidr")) {
    json::Value network = *cluster.find("kubernetesNetworkConfig");
    network.as_object().set("serviceIpv4Cidr", *services);
    cluster.set("kubernetesNetworkConfig", std::move(network));
  }
  return seen;
}

void erase_cluster(State& state, const std::string& name, const json::Value& record) {
  delete_issuer(state, name, std::string(record.string_or("Id", "")));
  for (const RecordKind* kind : cluster_parts())
    for (const Entry& part : parts_of(state, *kind, name)) remove(state, *kind, part.id);
  for (std::string_view kind : {kNamespace, kServiceAccount, kUpdate, kAddonUpdate}) {
    for (const Entry& entry : state.list(kind, {.prefix = name + "/"})) state.erase(kind, entry.id);
  }
  state.erase(kAwsAuth, name);
  remove(state, kClusters, name);
}

void give_up_cluster(State& state, Facilities& facilities, json::Value record) {
  ServiceRole role(state, facilities, facilities.clock.now());
  (void)remove_network(role, record);
  erase_cluster(state, std::string(record.find("Cluster")->string_or("name", "")), record);
}

}  // namespace account::eks
