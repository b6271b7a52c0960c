#include "blueprint/cluster/target.h"

#include <fmt/core.h>

#include <utility>

#include "base/encoding.h"
#include "blueprint/trust/names.h"

namespace blueprint {
namespace {

std::string text_at(const json::Value& value, std::initializer_list<std::string_view> path) {
  const json::Value* at = &value;
  for (std::string_view name : path) {
    at = at->find(name);
    if (!at) return "";
  }
  return at->is_string() ? at->as_string() : "";
}

}  // namespace

ClusterTarget::ClusterTarget(std::string organization_, Cluster cluster_)
    : organization(std::move(organization_)), cluster(std::move(cluster_)) {}

Owner ClusterTarget::owner() const {
  return {.organization = organization,
          .project = "",
          .environment = "",
          .service = "",
          .cluster = cluster.region + "/" + cluster.name};
}

std::string ClusterTarget::provider_arn() const {
  return blueprint::provider_arn(account_id, issuer);
}

base::Result<ClusterApi*> ClusterTarget::api(Connections& connections) {
  if (!api_) api_ = TRY(connections.cluster_api(cluster, access, address));
  return api_.get();
}

ClusterCaller ClusterTarget::caller(Connections& connections) {
  auto api_now = [this, &connections]() -> base::Result<ClusterApi*> {
    return status == "ACTIVE" ? api(connections) : nullptr;
  };
  return {*cloud, api_now};
}

base::Status ClusterTarget::read() {
  auto answer = TRY(find(*cloud, "eks", "DescribeCluster", json::Object{{"name", cluster.name}}));
  status.clear();
  version.clear();
  issuer.clear();
  role_arn.clear();
  const json::Value* found = answer ? answer->find("cluster") : nullptr;
  if (!found) return {};
  status = found->string_or("status", "");
  tags = marks_of(found->find("tags"));
  if (is_ending()) return {};
  version = text_at(*found, {"version"});
  issuer = text_at(*found, {"identity", "oidc", "issuer"});
  role_arn = text_at(*found, {"roleArn"});
  ClusterAddress before = std::exchange(address, ClusterAddress());
  address = {cluster.name, cluster.region, text_at(*found, {"endpoint"}),
             base::unbase64(text_at(*found, {"certificateAuthority", "data"})).value_or("")};
  if (before != address) api_.reset();  // it is another one
  return {};
}

base::Result<std::unique_ptr<ClusterTarget>> open_target(const std::string& organization,
                                                         const Cluster& cluster, bool may_start,
                                                         Connections& connections, const Progress& progress) {
  auto target = std::make_unique<ClusterTarget>(organization, cluster);
  target->access = TRY(connections.open_account(cluster.account, may_start, progress));
  target->cloud = connections.cloud(target->access, cluster.region);
  json::Value caller = TRY(call(*target->cloud, "sts", "GetCallerIdentity", json::Object()));
  target->account_id = caller.string_or("Account", "");
  target->caller_arn = caller.string_or("Arn", "");
  TRY(target->read());
  return target;
}

}  // namespace blueprint
