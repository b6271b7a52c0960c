// The way of a described cluster to another version of Kubernetes, as stages of its resources
// (engine/model/resource.h): one minor version after the other, and with each the control plane, then add-ons, then
// nodes, since EKS takes the next one only when all node groups have come along. Add-ons that do not fit the next one
// are brought to one that fits both before. The way back is the same backwards: nodes first.
#pragma once

#include "blueprint/desired/cluster.h"
#include "engine/journal/state.h"
#include "engine/model/resource.h"

namespace blueprint {

struct Upgrade {
  struct Stage {
    std::string control_plane, nodes;           // their versions
    std::map<std::string, std::string> addons;  // by name
  };
  std::vector<Stage> stages;       // before the one that is desired; empty: its version stays
  std::vector<std::string> notes;  // what to know before it is done
  bool is_forced = false;          // EKS is told to do it whatever its insights say
};

// `asked`: as the file has it. `desired`: the same with what the account was asked for. conflict: insights tell what
// would break by it, and nobody says that it is to be done nevertheless (`is_forced`). invalid: there is no such way.
base::Result<Upgrade> upgrade_to(Cloud& cloud, const DesiredCluster& asked, const DesiredCluster& desired,
                                 const std::vector<std::string>& way, bool is_forced);

// `state`: of the cluster.
void go_by(const Upgrade& upgrade, const engine::State& state, std::vector<engine::Resource>& all);

}  // namespace blueprint
