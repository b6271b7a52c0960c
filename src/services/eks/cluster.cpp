#include "services/eks/cluster.h"

#include "account/record/tags.h"
#include "base/encoding.h"
#include "services/eks/access_entry.h"
#include "services/eks/cluster_objects.h"
#include "services/eks/cluster_state.h"
#include "services/eks/control_plane.h"
#include "services/eks/issuer.h"

namespace account::eks {

std::optional<json::Value> find_cluster(const State& state, std::string_view name) {
  auto record = state.get(kCluster, name);
  if (record && is_stopped(*record)) return std::nullopt;
  return record;
}

Questions ask_about_cluster(const Call& call, const std::string& name) {
  policy::Context context;
  if (auto record = find_cluster(call.state, name))
    add_resource_tags(record->find("Cluster")->find("tags"), context);
  return ask(cluster_arn(call.state, name), std::move(context));
}

bool is_stopped(const json::Value& record) {
  const json::Value* plane = record.find("ControlPlane");
  return plane && plane->bool_or("Stopped", false);
}

tl::unexpected<aws::Error> no_cluster(std::string_view name) {
  aws::Error error("ResourceNotFoundException", 404, fmt::format("No cluster found for name: {}.", name));
  return tl::unexpected(std::move(error));
}

std::string cluster_arn(const State& state, std::string_view name) {
  return fmt::format("arn:aws:eks:{}:{}:cluster/{}", state.region(), state.account(), name);
}

json::Value seen_cluster(const json::Value& record, const Moment& moment) {
  json::Value seen = *record.find("Cluster");
  std::string status = cluster_status(record, moment);
  json::Object& cluster = seen.as_object();
  cluster.set("status", status);
  const json::Value* plane = record.find("ControlPlane");
  if (!plane) {
    // One that is being created is not yet anywhere, nor is its issuer.
    if (status == "CREATING")
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
  for (const Entry& entry : access_entries(state, name))
    erase_access_entry(state, name, entry.value.find("Entry")->string_or("principalArn", ""));
  for (std::string_view kind : {kNamespace, kServiceAccount, kUpdate}) {
    for (const Entry& entry : state.list(kind, {.prefix = name + "/"})) state.erase(kind, entry.id);
  }
  state.erase(kAwsAuth, name);
  state.erase(kCluster, name);
}

}  // namespace account::eks
