#include "engine/testing/laws.h"

#include <algorithm>

namespace engine {
namespace {

using Findings = std::vector<std::string>;
using Config = std::vector<Resource>;

size_t some_size(RandomNumbers& random) {
  return random() % 8 == 0 ? 100 + random() % 101 : 1 + random() % 30;
}

// 1, 2, 3, 5: made, changed again and again, destroyed; each time nothing is left to do.
Findings life(uint64_t seed, const Fault* fault) {
  Laboratory laboratory(seed, fault);
  Config config = random_config(laboratory.random, some_size(laboratory.random));
  for (int edits = 0; edits < 4; ++edits) {
    laboratory.converge(config);
    laboratory.check_settled(config);
    laboratory.check_fold();
    config = edited(laboratory.random, config);
  }
  laboratory.converge({});
  laboratory.check_settled({});
  laboratory.check_fold();
  return laboratory.findings();
}

const std::vector<Law> kLaws = {{"Life", 20, life}};

}  // namespace

const std::vector<Law>& laws() {
  return kLaws;
}

}  // namespace engine
