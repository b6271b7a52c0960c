// A cluster of EKS as its file says it, and as resources: its role, key, log group and control plane, who may use it,
// and nodes from launch templates. It stands in a network (network/network.h), whose resources are in the same
// configuration.
//
// Secure by default: the API is reached from within the network, and from outside by the blocks that are named only;
// nobody has rights but by an access entry; a node gives credentials to nothing that is a hop away (IMDSv2, hop limit
// 1); disks are encrypted.
//
// Sources: https://docs.aws.amazon.com/eks/latest/best-practices/security.html,
// https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html
#pragma once

#include "blueprint/eks/resource_list.h"
#include "blueprint/network/network.h"

namespace blueprint {

struct Taint {
  std::string key, value;
  std::string effect;  // as EKS writes it: NO_SCHEDULE, NO_EXECUTE, PREFER_NO_SCHEDULE
};

struct NodeGroup {
  enum class System { bottlerocket, al2023 };

  std::string name;
  std::vector<std::string> types;  // of one architecture: `m7g.large`
  System system = System::bottlerocket;
  std::string capacity = "ON_DEMAND";  // or SPOT
  int64_t least = 2, most = 4;
  int64_t disk_gib = 20;  // for images and what pods write
  Marks labels = {};
  std::vector<Taint> taints = {};

  // How it comes to another version: its nodes are replaced in it; or another group is made beside it, under a name of
  // its own, and then it goes.
  enum class Upgrade { rolling, blue_green } upgrade = Upgrade::rolling;
  std::string unavailable =
      {};  // nodes that may be away at once meanwhile: `2`, `25%`; empty: EKS's own, which is 1
};

// Pods that run without nodes: those of a namespace, and with all of these labels.
struct FargateProfile {
  struct Selector {
    std::string name_space;
    Marks labels = {};
  };

  std::string name;
  std::vector<Selector> selectors;
};

struct EksCluster {
  std::string name;
  std::string account_id;
  std::string version;  // of Kubernetes: `1.34`; nodes follow it
  std::vector<std::string> public_cidrs =
      {};  // from where the API is reached from outside; empty: from nowhere
  std::vector<std::string> logs = {"api", "audit", "authenticator", "controllerManager", "scheduler"};
  int64_t logs_days = 90;                // so long they are kept; 0: for ever
  bool own_key = true;                   // secrets are encrypted by a key of the cluster's own
  std::string secrets_key = {};          // else the ARN of a key of KMS; empty: EKS's own
  bool identity_provider = false;        // IAM knows the issuer of the cluster's tokens
  bool nodes_give_addresses = true;      // false: the network plugin has a role of its own
  std::vector<std::string> admins = {};  // ARNs of principals of IAM
  std::vector<NodeGroup> nodes = {};
  std::vector<FargateProfile> fargate = {};
  RoleRules roles = {};
  Marks tags = {};
};

// What cannot be, with what to do. The id of each finding is that of the key: `version`, `endpoint`, `logs`, `access`,
// `nodes`, `fargate`.
void check(const EksCluster& cluster, base::Diagnostics& diagnostics);

// The resources of one that was checked, below `cluster/`, `nodes/` and `fargate/`; the network is complete. `account`
// is the connection's.
std::vector<engine::Resource> cluster_resources(const EksCluster& cluster, const Network& network,
                                                const std::string& account);

// How what belongs to the cluster is named and tagged.
ListSettings list_settings(const EksCluster& cluster, const Network& network, const std::string& account);

// The amiType of EKS for a system on an instance type: those whose family has a `g` behind its generation are ARM.
std::string image_for(NodeGroup::System system, std::string_view type);

}  // namespace blueprint
