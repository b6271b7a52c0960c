// What is rehearsed: one cluster's worth of a configuration, as parts that are made one after the other. It knows
// resources and kinds, and not which ones they are.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "blueprint/cloud/cloud.h"
#include "engine/journal/state.h"
#include "engine/model/kind.h"
#include "engine/model/resource.h"

namespace rehearsal {

// With a journal of its own, such as a cluster, or an environment on it.
struct Part {
  std::string name;  // as people call it
  // What is desired of it in the account, and whatever `slipway plan` looks at besides to know that. Asked anew
  // whenever the part is planned: what a later part desires may follow from what an earlier one has become, and from
  // what is remembered of this one.
  std::function<base::Result<std::vector<engine::Resource>>(blueprint::Cloud&, const engine::State&)> desired;
  // The same with the next version of Kubernetes. Empty function: it has none.
  std::function<base::Result<std::vector<engine::Resource>>(blueprint::Cloud&, const engine::State&)>
      upgraded = {};
  // Makes what somebody else is to have made before, as the account's root. Empty function: nothing.
  std::function<base::Status(blueprint::Cloud& root)> before = {};
  // What `slipway down` looks at in the end; one line for each thing that is left. Empty function: nothing.
  std::function<base::Result<std::vector<std::string>>(blueprint::Cloud&)> left = {};
};

struct Subject {
  std::string name;     // of the cluster
  std::string account;  // twelve digits
  std::string region;
  engine::Kinds kinds;
  // Parts for one life. What Slipway makes up for them, such as the id of an environment, is taken from `random`, so
  // that two lives tell what can be known beforehand from what cannot (derive/pattern.h). Clock and randomness outlive
  // the parts.
  std::function<std::vector<Part>(const base::Clock& clock, base::Random& random)> parts;
  // The bucket in which states are kept, with `/` and what their names begin with; empty: they are on a machine.
  std::string states = {};
};

}  // namespace rehearsal
