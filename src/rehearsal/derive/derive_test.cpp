// Runs derive_cases.yaml, and what no case says: how documents are filled.
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/yaml.h"
#include "policy/policy.h"
#include "rehearsal/derive/documents.h"
#include "rehearsal/derive/pattern.h"
#include "services/embedded_catalog.h"
#include "tests/source_dir.h"

namespace rehearsal {
namespace {

using json::Value;

Phase phase_named(std::string_view name) {
  for (Phase each : kPhases)
    if (phase_name(each) == name) return each;
  ADD_FAILURE() << "no phase: " << name;
  return Phase::plan;
}

Asked asked_by(const Value& row, size_t life) {
  Asked asked;
  asked.phase = phase_named(row.string_or("phase", ""));
  asked.act = phase_name(asked.phase);
  asked.request.action = row.string_or("action", "");
  const Value& resource = *row.find("resource");
  asked.request.resource = resource.is_array() ? resource.as_array()[life].as_string() : resource.as_string();
  if (const Value* keys = row.find("keys"))
    for (const json::Member& each : keys->as_object())
      asked.request.context.set(each.name, each.value.as_string());
  return asked;
}

// Without Sids, which say where a statement stands.
Value statements_of(const std::vector<PolicyDocument>& documents, Phase phase) {
  json::Array all;
  for (const PolicyDocument& each : documents) {
    if (each.phase != phase) continue;
    for (Value statement : each.document.find("Statement")->as_array()) {
      EXPECT_TRUE(statement.as_object().erase("Sid"));
      all.push_back(std::move(statement));
    }
  }
  return all;
}

TEST(DeriveTest, gives_the_statements_of_the_cases) {
  std::string path = std::string(SLIPWAY_SOURCE_DIR) + "/src/rehearsal/derive/derive_cases.yaml";
  auto text = base::read_file(path);
  ASSERT_TRUE(text);
  base::Diagnostics diagnostics(path, *text);
  auto cases = yaml::parse(*text, diagnostics);
  ASSERT_TRUE(cases) << diagnostics.render();
  for (const Value& entry : cases->as_array()) {
    SCOPED_TRACE(entry.string_or("what", ""));
    std::vector<Asked> one, other;
    for (const Value& row : entry.find("asked")->as_array()) {
      one.push_back(asked_by(row, 0));
      other.push_back(asked_by(row, 1));
    }
    auto grants = derive(one, other, services::embedded_catalog());
    ASSERT_TRUE(grants) << grants.error().message;
    auto documents = documents_of(*grants, "dev", "aws");
    for (Phase phase : kPhases) {
      const Value* expected = entry.find("documents")->find(phase_name(phase));
      Value statements = statements_of(documents, phase);
      EXPECT_EQ(json::dump_pretty(statements), json::dump_pretty(expected ? *expected : Value(json::Array())))
          << phase_name(phase);
    }
  }
}

std::vector<Grant> many(size_t count) {
  std::vector<Grant> grants;
  for (size_t i = 0; i < count; ++i) {
    Grant grant;
    grant.action = "iam:PassRole";
    grant.resource = fmt::format("arn:aws:iam::123456789012:role/slipway/role-number-{:04}", i);
    grant.conditions = {
        {"StringEquals", "iam:PassedToService", {fmt::format("service-{}.amazonaws.com", i)}}};
    grant.phases = {Phase::create};
    grants.push_back(std::move(grant));
  }
  return grants;
}

TEST(DeriveTest, fills_documents_up_to_the_limit_and_loses_nothing) {
  auto documents = documents_of(many(200), "dev", "aws");
  size_t statements = 0;
  for (const PolicyDocument& each : documents) {
    std::string text = json::dump(each.document);
    EXPECT_LE(policy::document_size(text, policy::Kind::managed), kMaxDocument) << each.name;
    EXPECT_TRUE(policy::compile(text, policy::Kind::managed)) << each.name;
    statements += each.document.find("Statement")->as_array().size();
  }
  EXPECT_EQ(statements, 200u);
  ASSERT_GT(documents.size(), 2u);
  EXPECT_EQ(documents[0].name, "slipway-dev-create");
  EXPECT_EQ(documents[1].name, "slipway-dev-create-2");
}

TEST(DeriveTest, names_the_partition_of_the_region) {
  EXPECT_EQ(partition_of("eu-west-3"), "aws");
  EXPECT_EQ(partition_of("cn-north-1"), "aws-cn");
  EXPECT_EQ(partition_of("us-gov-west-1"), "aws-us-gov");
  std::string text = json::dump(documents_of(many(1), "dev", "aws-cn")[0].document);
  EXPECT_THAT(text, testing::HasSubstr("arn:aws-cn:iam::123456789012:role/"));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("arn:aws:")));
}

TEST(DeriveTest, refuses_two_lives_that_did_not_go_alike) {
  Asked one, other;
  one.request.action = "iam:GetRole";
  other.request.action = "iam:ListRoles";
  auto grants = derive({one}, {other}, services::embedded_catalog());
  ASSERT_FALSE(grants);
  EXPECT_THAT(grants.error().message, testing::HasSubstr("did not go alike"));
  EXPECT_FALSE(derive({one}, {}, services::embedded_catalog()));
}

}  // namespace
}  // namespace rehearsal
