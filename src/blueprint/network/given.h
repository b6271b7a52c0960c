// A network that somebody else made, in which a cluster stands: a VPC and subnets of it, by their ids. Nothing of it is
// made, changed or removed but tags of these subnets by which balancers and Karpenter find them (subnet_tags.cpp), and
// of those only what is not there already: with `down` they go, and whatever others set stays.
//
// What a file says of it is checked without a call (check_given); whether that is so, the account says when it is
// planned (look_at_given).
//
// Sources: https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html,
// https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html
#pragma once

#include "base/diagnostics.h"
#include "blueprint/cloud/cloud.h"
#include "blueprint/network/network.h"

namespace blueprint {

// What balancers of Kubernetes and Karpenter look for: each subnet has the tags of its own kind only.
Marks tags_of_subnet(const Network& network, bool is_public);

// The ids of findings are `vpc` and `subnets`.
void check_given(const Network& network, base::Diagnostics& diagnostics);

// Whether the account has all that, and a cluster can stand in it; invalid or not_found: not, and what to do. Fills in
// the tags that its subnets have, without `ours`: the keys that are ours by subnets. `is_new`: the cluster is yet to be
// made, so that it needs addresses.
base::Status look_at_given(Cloud& cloud, Network& network, const std::map<std::string, Marks>& ours,
                           bool is_new);

// The tags that its subnets lack, as resources below `network/tags/`.
std::vector<engine::Resource> tags_of_given(const Network& network, const engine::Connection& connection);
inline constexpr std::string_view kTagsOfGiven = "network/tags/";

}  // namespace blueprint
