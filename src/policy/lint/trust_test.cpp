// Runs trust_cases.yaml.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/text.h"
#include "base/yaml.h"
#include "policy/lint/lint.h"
#include "policy/lint/subject_form.h"
#include "tests/source_dir.h"

extern "C" const uint32_t slipway_catalog[];

namespace policy {
namespace {

json::Object trust_policy(const json::Value& entry) {
  std::string issuer(entry.string_or("issuer", ""));
  bool is_built_in = issuer == "accounts.google.com" || issuer == "cognito-identity.amazonaws.com";
  json::Object condition;
  for (const auto& block : entry.find("condition")->as_object()) {
    json::Object keys;
    for (const auto& member : block.value.as_object()) keys.set(issuer + member.name.substr(1), member.value);
    condition.set(block.name, std::move(keys));
  }
  json::Object statement{
      {"Effect", "Allow"},
      {"Principal",
       json::Object{
           {"Federated", is_built_in ? issuer : "arn:aws:iam::111122223333:oidc-provider/" + issuer}}},
      {"Action", "sts:AssumeRoleWithWebIdentity"},
      {"Condition", std::move(condition)}};
  return json::Object{{"Version", "2012-10-17"}, {"Statement", std::move(statement)}};
}

TEST(TrustLint, FindsWhatTheCasesSay) {
  static const Catalog kCatalog(slipway_catalog);
  std::string path = std::string(SLIPWAY_SOURCE_DIR) + "/src/policy/lint/trust_cases.yaml";
  auto text = base::read_file(path);
  ASSERT_TRUE(text);
  base::Diagnostics diagnostics(path, *text);
  auto cases = yaml::parse(*text, diagnostics);
  ASSERT_TRUE(cases) << diagnostics.render();
  for (const auto& entry : cases->as_array()) {
    SCOPED_TRACE(std::string(entry.string_or("issuer", "")) + ": " +
                 std::string(entry.string_or("name", "")));
    std::string document = json::dump(trust_policy(entry));
    base::Diagnostics found("trust.json", document);
    check(document, Kind::trust, kCatalog, found);
    std::vector<std::string> ids, wanted;
    for (const auto& finding : found.list()) {
      // Other lints say this of the same value.
      if (finding.id != "forallvalues-with-single-valued-key") ids.push_back(finding.id);
    }
    for (const auto& id : entry.find("finds")->as_array()) wanted.push_back(id.as_string());
    EXPECT_EQ(ids, wanted) << found.render();
    if (!found.list().empty()) {
      EXPECT_THAT(found.list().back().message, testing::HasSubstr(entry.string_or("says", "")));
    }
  }
}

TEST(SubjectForm, TakesAPatternApart) {
  SubjectForm form("repo:{owner}/{repository}:ref:{ref*}");
  EXPECT_EQ(form.text_of("o", tokenize("repo:*:ref:main")), "repo:o/x:ref:main");
  EXPECT_EQ(form.text_of("o", tokenize("repo:p/*")), std::nullopt);
  EXPECT_THAT(form.parts_of("owner", tokenize("repo:o/*")), testing::ElementsAre("o"));
  EXPECT_THAT(form.parts_of("owner", tokenize("repo:o*/r:*")), testing::ElementsAre("o", "o-other"));
  EXPECT_THAT(form.parts_of("owner", tokenize("repo:?/r:*")), testing::ElementsAre("x", "y"));
  EXPECT_THAT(form.parts_of("owner", tokenize("repo:octo-?rg/r:ref:main")),
              testing::ElementsAre("octo-xrg", "octo-yrg"));
  EXPECT_THAT(form.parts_of("repository", tokenize("repo:o/r*:ref:main")),
              testing::ElementsAre("r", "r-other"));
  EXPECT_THAT(form.parts_of("owner", tokenize("organization:*")), testing::IsEmpty());
}

}  // namespace
}  // namespace policy
