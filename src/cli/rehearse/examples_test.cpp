// What examples/ describes is rehearsed, and the permissions that follow are proved.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "base/file.h"
#include "base/seeded_random.h"
#include "base/text.h"
#include "cli/world/deployment.h"
#include "cli/world/rehearsed.h"
#include "platform/load/load.h"
#include "policy/policy.h"
#include "rehearsal/prove/rehearsal.h"
#include "rehearsal/show/permissions_text.h"
#include "rehearsal/show/rehearsal_text.h"
#include "tests/source_dir.h"

namespace cli {
namespace {

// The cluster of which docs/permissions.md tells. The others beside it are rehearsed by tests/scenarios.
constexpr const char* kSeed = "/clusters/seed.yaml";

std::vector<std::string> examples() {
  std::vector<std::string> files;
  std::string examples = std::string(SLIPWAY_SOURCE_DIR) + "/examples";
  for (const auto& folder : std::filesystem::directory_iterator(examples))
    if (std::string file = folder.path().string() + "/slipway.yaml"; std::filesystem::exists(file))
      files.push_back(file);
  files.push_back(examples + kSeed);
  return files;
}

class ExamplesTest : public testing::TestWithParam<std::string> {
 protected:
  ExamplesTest() : home_(testing::TempDir() + "/no-home-" + base::SystemRandom().uuid()) {}

  Context context() { return {arguments_, terminal_, home_, clock_, random_}; }

  Arguments arguments_;
  Terminal terminal_;
  platform::Home home_;
  base::SystemClock clock_;
  base::SeededRandom random_{5};
};

// Of the table in docs/permissions.md, the actions in the last column.
std::vector<std::pair<std::string, std::string>> documented_actions() {
  auto page = base::read_file(std::string(SLIPWAY_SOURCE_DIR) + "/docs/permissions.md");
  std::vector<std::pair<std::string, std::string>> actions;
  if (!page) return actions;
  std::string_view table = *page;
  table = table.substr(table.find("| Service | What is done | Actions |"));
  table = table.substr(0, table.find("\n\n"));
  for (std::string_view line : base::split(table, '\n')) {
    std::vector<std::string_view> cells = base::split(line, '|');
    if (cells.size() < 4) continue;
    std::vector<std::string_view> quoted = base::split(cells[3], '`');
    for (size_t i = 1; i < quoted.size(); i += 2)
      if (quoted[i].find(':') != std::string_view::npos) actions.emplace_back(cells[2], quoted[i]);
  }
  return actions;
}

// What the page says of this file.
void check_page(const rehearsal::Derived& derived) {
  std::set<std::string> actions;
  for (const rehearsal::Grant& each : derived.grants) actions.insert(each.action);
  std::vector<std::pair<std::string, std::string>> documented = documented_actions();
  EXPECT_GT(documented.size(), 60u);
  for (const auto& [row, action] : documented)
    EXPECT_TRUE(actions.contains(action)) << row << ": nothing asks for " << action;
}

TEST_P(ExamplesTest, has_permissions_that_are_proved) {
  auto configuration = platform::load_file(GetParam(), managed_policies());
  ASSERT_TRUE(configuration) << configuration.error().message;
  auto makings = rehearsal_makings(context());
  ASSERT_TRUE(makings) << makings.error().message;
  auto subjects = rehearsed(*configuration, "111122223333", context());
  ASSERT_TRUE(subjects) << subjects.error().message;
  ASSERT_THAT(*subjects, testing::Not(testing::IsEmpty()));
  for (const rehearsal::Subject& subject : *subjects) {
    auto derived = rehearsal::derive(subject, *makings);
    ASSERT_TRUE(derived) << derived.error().message;
    auto proof = rehearsal::prove(*derived, *makings);
    ASSERT_TRUE(proof) << proof.error().message;
    EXPECT_TRUE(proof->is_proved()) << rehearsal::rehearsal_text(*derived, *proof)
                                    << rehearsal::permissions_text(*derived, std::nullopt);
    EXPECT_LE(derived->documents.size(), 10u);
    for (const rehearsal::PolicyDocument& each : derived->documents)
      EXPECT_LE(policy::document_size(json::dump(each.document), policy::Kind::managed),
                rehearsal::kMaxDocument);
    for (const rehearsal::Grant& each : derived->grants)
      EXPECT_EQ(each.action.find('*'), std::string::npos) << each.action;
    if (GetParam().ends_with(kSeed)) check_page(*derived);
  }
}

INSTANTIATE_TEST_SUITE_P(Examples, ExamplesTest, testing::ValuesIn(examples()), [](const auto& each) {
  std::filesystem::path file = each.param;
  std::string name = file.parent_path().filename().string();
  if (file.stem() != "slipway") name += "_" + file.stem().string();
  std::erase(name, '-');
  return name;
});

}  // namespace
}  // namespace cli
