// A cluster as its file says it (`clusters: NAME: ...`), all of it in one, and as one list of resources: its network,
// its control plane and nodes, what the software on it may do, and where logs and events of it go.
//
//   resolve    fills in what only the account knows: zones, versions of add-ons
//   complete   fills in what follows from the rest, and refuses what cannot be
//   resources  the list, for the engine; kinds_of_clusters are what they are
//
// The file's words and these members are the same, but for the units, which stand last here. What is left out has the
// secure and cheapest sensible value.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "blueprint/cloud/cloud.h"
#include "blueprint/controllers/controllers.h"
#include "blueprint/eks/eks_cluster.h"
#include "engine/model/kind.h"

namespace blueprint {

struct DesiredCluster {
  std::string organization;  // whose it is: with region and name the marks of all that is made
  std::string name, region;
  std::string version;  // of Kubernetes: `1.34`
  std::string prefix =
      "slipway";    // what names begin with that are AWS's or the account's own: buckets, queue, rules
  Marks tags = {};  // the user's, on all that takes tags

  struct Iam {
    std::string path = "/slipway/";  // of all roles that are made
    std::string boundary = {};       // the ARN of a policy that bounds them; empty: none
    // Roles that are there and are used instead: their ARNs by what they are for, which is the name that role_uses()
    // gives. Those are neither made nor changed.
    std::map<std::string, std::string> given = {};
  } iam = {};

  // Of it: cidr, zones, nat, private_nodes, private_cidrs, public_cidrs, endpoints, given. The rest follows from here.
  Network network = {};
  size_t zones = 3;  // how many are taken where `network` names none
  std::optional<int64_t> flow_logs_days =
      {};  // in a bucket of its own, for that long; nullopt: none are written
  std::vector<std::string> endpoint_public =
      {};  // blocks from where the API is reached; within the network always
  std::vector<std::string> logs = EksCluster().logs;  // kinds of the control plane's
  int64_t logs_days = 90;                             // they are kept that long
  std::string secrets = "managed";  // a key of the cluster's own; or a key's ARN; or `eks`: EKS's
  std::vector<NodeGroup> nodes = {};
  std::vector<FargateProfile> fargate = {};
  std::vector<Addon> addons = {};
  std::vector<std::string> admins = {};  // ARNs of principals of IAM
  bool karpenter = false;                // its roles, and the queue of what happens to instances

  struct Controllers {
    bool load_balancer = false;
    bool autoscaler = false;  // Cluster Autoscaler
    std::optional<std::string> external_secrets =
        {};                                 // what names of secrets and parameters begin with: `prod/`
    std::optional<int64_t> loki_days = {};  // logs are in a bucket for that long
    bool cloudwatch_exporter = false;
  } controllers = {};

  bool pod_identity =
      false;  // roles of controllers are taken by EKS Pod Identity, and not by tokens of the issuer
  bool lock_table = false;   // for tools of others that lock by DynamoDB
  bool has_tls = true;       // the account is reached by it, so that its queue and buckets take nothing else
  bool is_protected = true;  // what holds data or runs services goes only if that is allowed by name
};

// Where it is made: the account as connections name it, and its id.
struct Place {
  std::string account;
  std::string account_id;
};

// Asks the account for zones where the network names none, and for the versions of add-ons that have none, among
// which is Pod Identity's agent from here on where it is needed. not_found: EKS or the region has not what is asked
// for, be it the version of Kubernetes, an add-on or a type of instance.
base::Status resolve(Cloud& cloud, DesiredCluster& cluster);

// `cluster` as it is made. invalid: what cannot be, with what to do, all of it at once in `diagnostics`; the id of each
// finding is the key of the file that it is about: `name`, `version`, `prefix`, `iam`, `cidr`, `zones`, `nat`,
// `private_cidrs`, `public_cidrs`, `endpoints`, `flow_logs`, `vpc`, `subnets`, `endpoint`, `logs`, `encryption`,
// `nodes`, `addons`, `fargate`, `access`, `controllers`, `tags`.
DesiredCluster complete(DesiredCluster cluster, base::Diagnostics& diagnostics);

// With Pod Identity, its agent is one of the add-ons: added where it is not named.
void add_agent(DesiredCluster& cluster);

// The resources of one that is complete.
std::vector<engine::Resource> resources(const DesiredCluster& cluster, const Place& place);

// What they are. `window`: so long what was just made may stay invisible.
engine::Kinds kinds_of_clusters(const std::string& account_id, base::Milliseconds window);

// What the roles of this cluster are for: `cluster`, `nodes`, ...
std::vector<std::string> role_uses(const DesiredCluster& cluster);

}  // namespace blueprint
