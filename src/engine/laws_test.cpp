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
  return std::getenv("SLIPWAY_ALL") ? usual * 50 : usual;
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

// Seeds that have found something, with the laws as they are.
TEST(LawsOnce, HoldForSeedsThatOnceBrokeThem) {
  constexpr std::pair<const char*, uint64_t> kSeeds[] = {
      {"TheNaivePlan", 50097}, {"Killed", 50359}, {"Troubled", 50137}, {"TwoRuns", 1}};
  for (const Law& law : laws())
    for (const auto& [name, seed] : kSeeds)
      if (law.name == name)
        for (const std::string& finding : law.check(seed, nullptr))
          ADD_FAILURE() << name << " " << seed << ": " << finding;
}

INSTANTIATE_TEST_SUITE_P(Engine, Laws, testing::ValuesIn(laws()),
                         [](const testing::TestParamInfo<Law>& each) { return each.param.name; });

}  // namespace
}  // namespace engine
