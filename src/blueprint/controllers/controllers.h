// What runs on a cluster for the cluster itself, as far as AWS knows it: roles of controllers, add-ons, the queue from
// which Karpenter learns what happens to instances, buckets for logs, and a table for others' locks.
//
// Each role is taken by one service account, by a token of the cluster's issuer or by EKS Pod Identity; none has a key.
#pragma once

#include <optional>

#include "base/diagnostics.h"
#include "blueprint/eks/resource_list.h"

namespace blueprint {

// Software that EKS installs and keeps.
struct Addon {
  std::string name;                // `vpc-cni`
  std::string version = {};        // one that EKS offers for the cluster's; of one that is made never empty
  json::Value configuration = {};  // as its schema says; null: the add-on's own
};

struct ControllerParts {
  bool load_balancer = false;
  bool autoscaler = false;
  bool cloudwatch_exporter = false;
  std::optional<std::string> external_secrets = {};  // what names of secrets and parameters begin with
  std::optional<int64_t> loki_days = {};             // logs are in a bucket for that long
  bool karpenter = false;
  std::vector<Addon> addons = {};
  std::optional<int64_t> flow_logs_days = {};  // what passes through the network is in a bucket for that long
  bool lock_table = false;
  bool pod_identity = false;  // roles are taken by EKS Pod Identity, and not by tokens of the issuer

  bool has_tls = true;  // queue and buckets take nothing else
  // Addresses of what runs pods: add-ons that are pods wait for the first.
  std::vector<std::string> nodes = {};
};

// What cannot be, with what to do; the id of each finding is `controllers`, `addons`, `nodes` or `flow_logs`.
void check(const ControllerParts& parts, base::Diagnostics& diagnostics);

// Their resources, below `controllers/`, `addons/` and `stores/`.
std::vector<engine::Resource> controller_resources(const ControllerParts& parts,
                                                   const ListSettings& settings);

// The network plugin has a role of its own, so that nodes need none of its rights.
bool has_own_network_role(const ControllerParts& parts);
// Add-ons that are on each node, and without which none becomes ready: node groups come after them.
std::vector<std::string> needs_of_nodes(const ControllerParts& parts);
std::string flow_log_bucket_arn(const ListSettings& settings);
inline constexpr const char* kFlowLogBucketAt = "stores/flow-logs";
// What the roles are for: names in RoleRules.
std::vector<std::string> role_uses(const ControllerParts& parts);

}  // namespace blueprint
