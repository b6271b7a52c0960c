// The laws of docs/engine.md, each as a function of a seed, and of a fault that it is to catch. What is found is told
// in words; nothing: the law holds for that seed.
#pragma once

#include "engine/testing/laboratory.h"

namespace engine {

struct Law {
  std::string name;
  int seeds;  // that are usually tried
  std::vector<std::string> (*check)(uint64_t seed, const Fault* fault);
};
const std::vector<Law>& laws();

}  // namespace engine
