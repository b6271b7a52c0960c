#include "blueprint/eks/eks_cluster.h"

#include "aws/client/endpoint.h"
#include "blueprint/eks/kinds.h"
#include "blueprint/eks/node_resources.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/storage/kinds.h"
#include "blueprint/trust/names.h"
#include "blueprint/trust/policy.h"

namespace blueprint {
namespace {

using engine::Resource;
using json::Object;
using json::Value;

constexpr int64_t kKeyEndsAfterDays = 30;

Value output(const std::string& address, const char* name) {
  return engine::after({address, name});
}

class Writer {
 public:
  Writer(const EksCluster& cluster, const Network& network, const std::string& account)
      : cluster_(cluster), network_(network), list_(list_settings(cluster, network, account)) {}

  std::vector<Resource> all() {
    if (cluster_.own_key) key();
    if (!cluster_.logs.empty()) log_group();
    control_plane();
    admins();
    if (cluster_.identity_provider)
      list_.add("cluster/identity-provider", kIdentityProvider, "roles trust tokens of this cluster",
                desired_identity_provider(output("cluster/control-plane", "Issuer"), cluster_.tags));
    add_nodes(cluster_, network_, list_);
    add_fargate(cluster_, network_, list_);
    return list_.take();
  }

 private:
  // Whoever may use it is said by policies of IAM; to the cluster EKS gives it, by a grant.
  Value key_policy() const {
    const ListSettings& settings = list_.settings();
    std::string root = fmt::format("arn:{}:iam::{}:root", settings.partition, settings.account_id);
    Object statement{{"Sid", "PoliciesOfTheAccountDecide"},
                     {"Effect", "Allow"},
                     {"Principal", Object{{"AWS", root}}},
                     {"Action", "kms:*"},
                     {"Resource", "*"}};
    return Object{{"Version", "2012-10-17"}, {"Statement", json::Array{std::move(statement)}}};
  }
  void key() {
    list_.add_tagged("cluster/key", kKey, "secrets of the cluster are read by nobody who cannot use this key",
                     {{"description", fmt::format("secrets of cluster {}", cluster_.name)},
                      {"policy", key_policy()},
                      {"enabled", true},
                      {"rotation", true},
                      {"deletion_days", kKeyEndsAfterDays}});
    list_.add("cluster/key-alias", kKeyAlias, "people know the key by its name",
              {{"name", fmt::format("alias/{}", list_.name_of("secrets", 250))},
               {"key", output("cluster/key", "KeyId")}});
  }

  // EKS makes the group where there is none, and then keeps all for ever.
  void log_group() {
    list_.add_tagged(
        "cluster/logs", kLogGroup, "what the control plane did, for whoever has to find out later",
        {{"name", fmt::format("/aws/eks/{}/cluster", cluster_.name)}, {"days", cluster_.logs_days}});
  }

  void control_plane() {
    ResourceList::Used role = list_.role("cluster", {"eks",
                                                     "what the control plane may do in AWS",
                                                     engine::literal(cluster_trust_policy()),
                                                     {"AmazonEKSClusterPolicy"}});
    json::Array cidrs(cluster_.public_cidrs.begin(), cluster_.public_cidrs.end());
    bool is_public = !cidrs.empty();
    Object desired{
        {"name", cluster_.name},
        {"role", role.arn},
        {"version", cluster_.version},
        {"subnets", control_plane_subnets(network_)},
        {"groups", json::Array{output("network/security-group/cluster", "GroupId")}},
        {"endpoint", Object{{"private", true}, {"public", is_public}, {"cidrs", std::move(cidrs)}}},
        {"logs", json::Array(cluster_.logs.begin(), cluster_.logs.end())}};
    if (cluster_.own_key) desired.append({"secrets_key", output("cluster/key", "Arn")});
    if (!cluster_.own_key && !cluster_.secrets_key.empty())
      desired.append({"secrets_key", cluster_.secrets_key});
    Resource& made = list_.add_tagged("cluster/control-plane", kControlPlane, "the API of the cluster",
                                      std::move(desired));
    made.needs = role.needs;
    if (!cluster_.logs.empty()) made.needs.emplace_back("cluster/logs");
  }

  void admins() {
    for (const std::string& principal : cluster_.admins) {
      std::string name = role_name_of(principal);
      Value cluster = output("cluster/control-plane", "Name");
      list_.add_tagged(
          "cluster/access/" + name, kAccessEntry, "people who look after the cluster",
          {{"cluster", cluster}, {"principal", principal}, {"type", "STANDARD"}, {"groups", json::Array()}});
      std::string policy = fmt::format("arn:{}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
                                       list_.settings().partition);
      list_
          .add("cluster/access-policy/" + name, kAccessPolicy,
               "people who look after the cluster may do all in it",
               {{"cluster", cluster},
                {"principal", principal},
                {"policy", policy},
                {"namespaces", json::Array()}})
          .needs = {"cluster/access/" + name};
    }
  }

  const EksCluster& cluster_;
  const Network& network_;
  ResourceList list_;
};

}  // namespace

ListSettings list_settings(const EksCluster& cluster, const Network& network, const std::string& account) {
  return {cluster.name,
          account,
          cluster.account_id,
          network.region,
          std::string(aws::partition_name(network.region)),
          cluster.tags,
          cluster.roles};
}

std::vector<Resource> cluster_resources(const EksCluster& cluster, const Network& network,
                                        const std::string& account) {
  return Writer(cluster, network, account).all();
}

}  // namespace blueprint
