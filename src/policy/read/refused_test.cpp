// Runs refused.yaml.
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/yaml.h"
#include "policy/read/refusal.h"
#include "tests/source_dir.h"

namespace policy {
namespace {

TEST(Refusal, IsTheOneThatTheCasesSay) {
  std::string path = std::string(SLIPWAY_SOURCE_DIR) + "/src/policy/read/refused.yaml";
  auto text = base::read_file(path);
  ASSERT_TRUE(text);
  base::Diagnostics diagnostics(path, *text);
  auto cases = yaml::parse(*text, diagnostics);
  ASSERT_TRUE(cases) << diagnostics.render();
  for (const auto& entry : cases->as_array()) {
    json::Value document = *entry.find("document");
    if (!document.find("Statement"))
      document = json::Object{{"Version", "2012-10-17"}, {"Statement", document}};
    SCOPED_TRACE(json::dump(document));
    std::string_view name = entry.string_or("kind", "");
    Kind kind = name == "trust" ? Kind::trust : name == "resource" ? Kind::resource : Kind::managed;
    auto refused = refusal(json::dump(document), kind);
    EXPECT_EQ(refused ? refused->code : "", entry.string_or("code", ""));
    EXPECT_EQ(refused ? refused->message : "", entry.string_or("answer", ""));
  }
}

}  // namespace
}  // namespace policy
