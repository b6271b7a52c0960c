// What a group launches: of its launch template, of several types, or of its launch configuration.
#pragma once

#include <string>
#include <vector>

#include "services/autoscaling/scene.h"

namespace account::autoscaling {

// One instance in that subnet, of the first of its types that the zone has. RunInstances' answer.
Output launch(Scene& scene, const json::Value& group, const std::string& subnet);
// The subnet with the fewest of its instances.
std::string next_subnet(const json::Value& group, const std::vector<Entry>& members);
// The record of an instance that the group has from now on.
json::Value new_member(const Scene& scene, const json::Value& group, const json::Value& instance);

// What the caller would need to launch so: asked with its own permissions. ValidationError.
aws::Result<void> check_may_launch(Call& call, const json::Value& group);

}  // namespace account::autoscaling
