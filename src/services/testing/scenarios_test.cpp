// Runs src/services/*/scenarios/*.yaml: each file a map of scenarios, each on accounts of its own.
#include <gtest/gtest.h>

#include "services/testing/scenario.h"
#include "services/testing/scenario_files.h"

namespace account::testing {
namespace {

class Scenarios : public ::testing::TestWithParam<Case> {};

TEST_P(Scenarios, comes_out_as_written) {
  EmbeddedAccount account;
  Scenario scenario(account);
  scenario.run(GetParam().name, GetParam().steps);
}

INSTANTIATE_TEST_SUITE_P(All, Scenarios, ::testing::ValuesIn(read_cases()),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace account::testing
