// What a plan is made of: what is desired, what was made, and what is there.
#pragma once

#include <map>

#include "engine/journal/state.h"
#include "engine/model/resource_graph.h"

namespace engine {

// What was seen of the things of a state, and of those that are to be adopted (under the key that they will have). A
// thing that is not there was looked for until it would have become visible. Who is missing was not looked at: it is
// taken to be as it was last applied.
using Observed = std::map<Key, Reading>;

struct PlanInputs {
  const std::vector<Resource>& desired;
  const State& state;
  const Observed& observed;
  const Kinds& kinds;
};

}  // namespace engine
