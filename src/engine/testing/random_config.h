// Configurations at random, of the kinds of testing/world.h, and random edits of them.
#pragma once

#include <random>

#include "engine/model/resource.h"

namespace engine {

using RandomNumbers = std::mt19937_64;

std::vector<Resource> random_config(RandomNumbers& random, size_t resources);
// The same with some resources changed, replaced, taken away, added, and with other needs.
std::vector<Resource> edited(RandomNumbers& random, std::vector<Resource> resources);

}  // namespace engine
