// A role with its policies, as resources of the engine, and as a line of a plan.
#pragma once

#include <string>
#include <vector>

#include "blueprint/cluster/target.h"
#include "blueprint/trust/ownership.h"
#include "engine/command/outline.h"
#include "engine/model/resource.h"

namespace blueprint {

struct DesiredRole {
  std::string address;
  std::string name;
  std::string description;
  json::Value trust;
  std::vector<std::string> policies;  // ARNs
  Marks tags;
};

// Policies stand below the role's address, so that what we put on it is told from what others have put there.
std::vector<engine::Resource> resources_of(const DesiredRole& role, const engine::Connection& connection);

// What the plan does to it. `detail`: of one that is made, or stays.
engine::Line role_line(const DesiredRole& role, const engine::Run& run, std::string detail);

std::string policy_address(const std::string& role_address, const std::string& policy_arn);
// `role slipway-eks-dev`, or `policy AmazonEKSClusterPolicy of role slipway-eks-dev` of what stands below its address.
std::string role_words(const std::string& role_name, const std::string& role_address,
                       const std::string& address);

// Where a cluster is, for the engine: the account by its name or endpoint, and the region.
engine::Connection connection_of(const Cluster& cluster);
// All that is made in the account of a cluster. `window`: so long what was just made may stay invisible.
engine::Kinds kinds_for(const std::string& account_id, base::Milliseconds window);
// What is made in the account of a cluster, for `whose`: the cluster, or a service.
engine::RunSettings settings_for(const ClusterTarget& target, const std::string& whose,
                                 engine::Run::Words words);

}  // namespace blueprint
