// For tests: a cluster's API whose objects are those of a FakeWorld. Its tokens are real ones: the cluster's issuer
// signs them.
#pragma once

#include <memory>
#include <string>

#include "blueprint/kubernetes/cluster_api.h"

namespace platform {

class FakeWorld;

// `world` outlives it.
std::unique_ptr<blueprint::ClusterApi> make_fake_cluster_api(FakeWorld& world, std::string cluster);

}  // namespace platform
