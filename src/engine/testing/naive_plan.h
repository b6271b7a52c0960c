// The naive idea of a plan: sets and a loop. It shares nothing with the planner but what a resource is.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/model/resource.h"

namespace engine {

// What happens to each address when a configuration that was applied in full becomes another. Those with nothing are
// not among them. Of kinds of testing/world.h.
std::map<std::string, std::string> naive_plan(const std::vector<Resource>& before,
                                              const std::vector<Resource>& after);

}  // namespace engine
