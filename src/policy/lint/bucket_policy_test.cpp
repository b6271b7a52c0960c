// Runs bucket_policy_cases.yaml.
#include "policy/lint/bucket_policy.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/yaml.h"
#include "tests/source_dir.h"

extern "C" const uint32_t slipway_catalog[];

namespace policy {
namespace {

TEST(BucketPolicy, IsRefusedAsTheCasesSay) {
  static const Catalog kCatalog(slipway_catalog);
  std::string path = std::string(SLIPWAY_SOURCE_DIR) + "/src/policy/lint/bucket_policy_cases.yaml";
  auto text = base::read_file(path);
  ASSERT_TRUE(text);
  base::Diagnostics diagnostics(path, *text);
  auto cases = yaml::parse(*text, diagnostics);
  ASSERT_TRUE(cases) << diagnostics.render();
  auto exists = [](std::string_view principal) { return !principal.ends_with("/nobody"); };
  for (const auto& entry : cases->as_array()) {
    std::string json =
        json::dump(json::Object{{"Version", "2012-10-17"}, {"Statement", *entry.find("statement")}});
    SCOPED_TRACE(json);
    base::Diagnostics found("policy.json", json);
    auto document = parse(json, Kind::resource, found);
    ASSERT_TRUE(document) << found.render();
    auto refused = bucket_policy_refusal(*document, "b", kCatalog, exists);
    EXPECT_EQ(refused ? refused->message : "", entry.string_or("answer", ""));
    if (refused) {
      EXPECT_EQ(refused->code, "MalformedPolicy");
    }
  }
}

}  // namespace
}  // namespace policy
