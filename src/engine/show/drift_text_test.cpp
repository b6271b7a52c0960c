#include "engine/show/drift_text.h"

#include <gtest/gtest.h>

#include "base/testing/golden.h"

namespace engine {
namespace {

using Sort = Drift::Sort;

TEST(DriftText, ShowsAllThreeSides) {
  const std::vector<Drift> drift = {
      {"network/vpc", Sort::gone, "", json::Object{{"Cidr", "10.0.0.0/16"}}, nullptr, nullptr, ""},
      {"nodes", Sort::failed, "", nullptr, nullptr, nullptr, "NodeCreationFailure\x1b[2J: unhealthy"},
      {"nodes", Sort::changed, "Size", 3, 4, 3, ""},
      {"nodes", Sort::changed, "Label", "x", "y|`z`\n", nullptr, ""},
      {"nodes", Sort::accepted, "Zone", "a", "b", "b", ""},
      {"nodes", Sort::foreign, "Desired", 3, 7, 3, ""},
      {"role", Sort::changed, "Policy", json::Object{{"a", 1}}, json::Object{{"a", 2}}, after({"key", "Arn"}),
       ""},
  };
  golden::expect("src/engine/show/testdata/drift.txt", drift_text(drift));
  golden::expect("src/engine/show/testdata/drift.json", json::dump_pretty(drift_json(drift)));
  EXPECT_EQ(drift_text({}), "no drift\n");
}

}  // namespace
}  // namespace engine
