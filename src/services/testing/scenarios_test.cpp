// Runs src/services/*/scenarios/*.yaml: each file a map of scenarios, each on accounts of its own.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "base/yaml.h"
#include "services/testing/scenario.h"
#include "tests/source_dir.h"

namespace account::testing {
namespace {

struct Case {
  std::string name;  // FILE_SCENARIO
  json::Value steps;
};

void PrintTo(const Case& one, std::ostream* out) {
  *out << one.name;
}

std::vector<Case> read_cases() {
  std::vector<std::filesystem::path> files;
  for (const auto& file : std::filesystem::recursive_directory_iterator(SLIPWAY_SOURCE_DIR "/src/services"))
    if (file.path().parent_path().filename() == "scenarios") files.push_back(file.path());
  std::sort(files.begin(), files.end());
  std::vector<Case> cases;
  for (const auto& file : files) {
    std::string text = *base::read_file(file.string());
    base::Diagnostics diagnostics(file.filename().string(), text);
    auto document = yaml::parse(text, diagnostics);
    if (!document) throw std::runtime_error(diagnostics.render());
    for (const auto& scenario : document->as_object())
      cases.push_back({file.stem().string() + "_" + scenario.name, scenario.value});
  }
  return cases;
}

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
