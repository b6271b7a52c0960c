// A whole cluster: one that its file describes (blueprint/desired/cluster.h), so that Slipway makes its network, its
// control plane, its nodes and what belongs to them, as resources in the cluster's own journal.
//
// What `up` adds to what the file says: the identity provider of the cluster's issuer, which roles of services need;
// and an access entry for whoever makes a cluster on which environments stand, since it makes their namespaces, too.
#pragma once

#include "blueprint/cluster/target.h"
#include "engine/command/outline.h"
#include "engine/journal/state.h"

namespace blueprint {

// Where its journal has these two.
inline constexpr const char* kVpcAt = "network/vpc";
inline constexpr const char* kControlPlaneAt = "cluster/control-plane";

// Whether what is remembered is of one that a file described.
bool is_whole(const engine::State& state);

struct WholeOptions {
  base::Time now;
  bool ignores_insights = false;
  bool was_lost = false;  // which zones it has may be told by what stands in the account alone
};

struct Whole {
  std::vector<engine::Resource> resources;
  std::vector<std::string> notes;  // what to know before they are made
  std::vector<std::string>
      replaceable;  // addresses of what the file says is replaced, though services run on it
};

// The resources of `target.cluster`, which its file describes. The account is asked for what the file leaves to it:
// zones, unless the cluster has them already, and versions of add-ons. invalid: it cannot be so. conflict: its next
// version would break something, as EKS says, and nobody ignores that.
base::Result<Whole> whole_cluster(ClusterTarget& target, const engine::State& state,
                                  const WholeOptions& options);

// With what only an account would know taken from nowhere: zones are `a`, `b` and so on.
DesiredCluster assumed(DesiredCluster desired);
// The same resources without asking anybody, of one that is assumed(). invalid: it cannot be so.
base::Result<std::vector<engine::Resource>> whole_cluster_unasked(const Cluster& cluster,
                                                                  const std::string& account_id);

// What stands in the account of a cluster of ours, and is known to no state, would be made a second time by `up`, and
// left behind by `down`. conflict: its network or its control plane is such.
base::Status check_not_lost(ClusterTarget& target, const engine::State& state);

// What a plan does to each of these, and to what is remembered besides, by their addresses; what stays as it is, is
// counted in one line.
std::vector<engine::Line> whole_lines(const engine::Run& run, const std::vector<engine::Resource>& desired);

// Addresses of what only who allows it by name may take away, once somebody has said that the cluster is protected.
std::vector<std::string> protected_addresses(const engine::State& state, const engine::Kinds& kinds);
// Whether that was said when it was made.
bool was_protected(const engine::State& state);

}  // namespace blueprint
