// The laws of docs/engine.md. SLIPWAY_SEED repeats a run; SLIPWAY_ALL tries more.
#include "engine/testing/laws.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace engine {
namespace {

uint64_t first_seed() {
  static const uint64_t seed = [] {
    const char* text = std::getenv("SLIPWAY_SEED");
    return text ? std::strtoull(text, nullptr, 10) : std::random_device{}();
  }();
  return seed;
}

int amount(int usual) {
  return std::getenv("SLIPWAY_ALL") ? usual * 20 : usual;
}

void hold(const Law& law, int seeds) {
  for (int i = 0; i < amount(seeds); ++i) {
    uint64_t seed = first_seed() + static_cast<uint64_t>(i);
    std::vector<std::string> findings = law.check(seed, nullptr);
    for (const std::string& finding : findings) ADD_FAILURE() << "SLIPWAY_SEED=" << seed << ": " << finding;
    if (!findings.empty()) return;
  }
}

class Laws : public testing::TestWithParam<Law> {};

TEST_P(Laws, Hold) {
  hold(GetParam(), GetParam().seeds);
}

INSTANTIATE_TEST_SUITE_P(Engine, Laws, testing::ValuesIn(laws()),
                         [](const testing::TestParamInfo<Law>& each) { return each.param.name; });

}  // namespace
}  // namespace engine
