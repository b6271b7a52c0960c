// Planted faults: each must be caught by a law, or the laws are too weak.
#include <gtest/gtest.h>

#include <iostream>
#include <map>

#include "engine/testing/laws.h"

namespace engine {
namespace {

// Laws that are tried first, where the quick ones take long to find nothing.
const std::map<std::string, std::string> kBestLaws = {
    {"formers of what is replaced stay", "Troubled"},
    {"a throttle is an error", "Troubled"},
    {"everything is taken to be found by token", "Troubled"},
    {"the fold takes any end for gone", "KilledEverywhere"},
    {"everything is taken to change in place", "TheNaivePlan"},
    {"names are taken to be free", "Stale"},
};

// The law that catches it, the quick ones first; empty: none does.
std::string caught_by(const Fault& fault) {
  auto best = kBestLaws.find(fault.name);
  for (const Law& law : laws())
    for (uint64_t seed = 1; best != kBestLaws.end() && law.name == best->second && seed <= 12; ++seed)
      if (!law.check(seed, &fault).empty()) return law.name;
  for (uint64_t seed = 1; seed <= 12; ++seed)
    for (auto law = laws().rbegin(); law != laws().rend(); ++law)
      if (!law->check(seed, &fault).empty()) return law->name;
  return "";
}

class Faults : public testing::TestWithParam<size_t> {};

TEST_P(Faults, AreCaught) {
  const Fault& fault = faults()[GetParam()];
  std::string law = caught_by(fault);
  EXPECT_FALSE(law.empty()) << "no law catches it: " << fault.name;
  RecordProperty("fault", fault.name);
  RecordProperty("law", law);
  std::cout << "  " << fault.name << ": " << law << "\n";
}

INSTANTIATE_TEST_SUITE_P(Engine, Faults, testing::Range<size_t>(0, faults().size()));

TEST(PlantedFaults, AreFortyAtLeast) {
  EXPECT_GE(faults().size(), 40U);
}

}  // namespace
}  // namespace engine
