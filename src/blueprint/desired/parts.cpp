#include "blueprint/desired/parts.h"

namespace blueprint {

Marks tags_of(const DesiredCluster& cluster) {
  Owner owner;
  owner.organization = cluster.organization;
  owner.cluster = fmt::format("{}/{}", cluster.region, cluster.name);
  Marks tags = cluster.tags;
  for (const auto& [key, value] : owner.tags()) tags[key] = value;
  return tags;
}

Network network_of(const DesiredCluster& cluster, const Place& place) {
  Network network = cluster.network;
  network.cluster = cluster.name;
  network.region = cluster.region;
  network.tags = tags_of(cluster);
  network.has_fargate = !cluster.fargate.empty();
  network.has_karpenter = cluster.karpenter || !network.is_given();
  if (cluster.flow_logs_days)
    network.flow_log_bucket =
        flow_log_bucket_arn(list_settings(eks_of(cluster, place), network, place.account));
  return network;
}

EksCluster eks_of(const DesiredCluster& cluster, const Place& place) {
  ControllerParts controllers = controllers_of(cluster);
  EksCluster eks;
  eks.name = cluster.name;
  eks.account_id = place.account_id;
  eks.version = cluster.version;
  eks.public_cidrs = cluster.endpoint_public;
  eks.logs = cluster.logs;
  eks.logs_days = cluster.logs_days;
  eks.own_key = cluster.secrets == "managed";
  if (!eks.own_key && cluster.secrets != "eks") eks.secrets_key = cluster.secrets;
  eks.identity_provider = !cluster.pod_identity;
  eks.nodes_give_addresses = !has_own_network_role(controllers);
  eks.admins = cluster.admins;
  eks.nodes = cluster.nodes;
  eks.fargate = cluster.fargate;
  eks.roles = {cluster.prefix, cluster.iam.path, cluster.iam.boundary, cluster.iam.given};
  eks.tags = tags_of(cluster);
  return eks;
}

ControllerParts controllers_of(const DesiredCluster& cluster) {
  ControllerParts parts;
  parts.load_balancer = cluster.controllers.load_balancer;
  parts.autoscaler = cluster.controllers.autoscaler;
  parts.cloudwatch_exporter = cluster.controllers.cloudwatch_exporter;
  parts.external_secrets = cluster.controllers.external_secrets;
  parts.loki_days = cluster.controllers.loki_days;
  parts.karpenter = cluster.karpenter;
  parts.addons = cluster.addons;
  parts.flow_logs_days = cluster.flow_logs_days;
  parts.lock_table = cluster.lock_table;
  parts.pod_identity = cluster.pod_identity;
  parts.has_tls = cluster.has_tls;
  for (const NodeGroup& group : cluster.nodes) parts.nodes.push_back("nodes/group/" + group.name);
  for (const FargateProfile& profile : cluster.fargate)
    parts.nodes.push_back("fargate/profile/" + profile.name);
  return parts;
}

}  // namespace blueprint
