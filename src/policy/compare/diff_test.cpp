#include "policy/compare/diff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "base/file.h"
#include "base/yaml.h"
#include "policy/ask/caller.h"
#include "policy/testing/random_policies.h"
#include "tests/source_dir.h"

extern "C" const uint32_t slipway_catalog[];

namespace policy {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

const Catalog& catalog() {
  static const Catalog kCatalog(slipway_catalog);
  return kCatalog;
}

PolicyPtr compiled(std::string_view statements, Kind kind = Kind::identity) {
  auto policy = compile(R"({"Version":"2012-10-17","Statement":)" + std::string(statements) + "}", kind);
  EXPECT_TRUE(policy) << (policy ? "" : policy.error().message);
  return policy ? *policy : nullptr;
}

std::vector<Difference> compare(std::string_view before, std::string_view after, Kind kind = Kind::identity) {
  return newly_allowed(compiled(before, kind), compiled(after, kind), catalog());
}

constexpr std::string_view kReads =
    R"({"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::a/*"})";

TEST(Diff, NothingMore) {
  EXPECT_THAT(compare(kReads, kReads), IsEmpty());
  EXPECT_THAT(compare(R"({"Effect":"Allow","Action":"s3:*","Resource":"*"})", kReads), IsEmpty());
  EXPECT_THAT(compare(kReads, R"({"Effect":"Deny","Action":"*","Resource":"*"})"), IsEmpty());
  EXPECT_THAT(
      compare(
          kReads,
          R"({"Effect":"Allow","Action":["s3:getobject"],"Resource":["arn:aws:s3:::a/b/*","arn:aws:s3:::a/c"]})"),
      IsEmpty());
}

TEST(Diff, MoreActions) {
  auto found = compare(
      kReads,
      R"({"Sid":"Rw","Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::a/*"})");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].statement, "Rw");
  EXPECT_THAT(found[0].actions, ElementsAre("s3:PutObject"));
  EXPECT_EQ(found[0].witness.action, "s3:PutObject");
}

TEST(Diff, MoreResources) {
  auto found = compare(kReads, R"({"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::*"})");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0].witness.resource, testing::StartsWith("arn:aws:s3:::"));
  EXPECT_THAT(found[0].witness.resource, testing::Not(testing::StartsWith("arn:aws:s3:::a/")));
}

TEST(Diff, FewerConditions) {
  auto with = [](std::string_view condition) {
    return R"({"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::a/*","Condition":)" +
           std::string(condition) + "}";
  };
  EXPECT_EQ(compare(with(R"({"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}})"), kReads).size(), 1u);
  EXPECT_THAT(compare(kReads, with(R"({"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}})")), IsEmpty());
  auto found = compare(with(R"({"StringEquals":{"aws:PrincipalTag/team":"a"}})"),
                       with(R"({"StringEquals":{"aws:PrincipalTag/team":["a","b"]}})"));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].witness.context.find("aws:PrincipalTag/team")->values[0], "b");
  EXPECT_EQ(compare(with(R"({"NumericLessThan":{"s3:max-keys":"10"}})"),
                    with(R"({"NumericLessThanEquals":{"s3:max-keys":"10"}})"))
                .size(),
            1u);
  EXPECT_EQ(compare(with(R"({"StringEquals":{"aws:PrincipalTag/x":"1","aws:PrincipalTag/y":"1"}})"),
                    with(R"({"StringEquals":{"aws:PrincipalTag/x":"1","aws:PrincipalTag/y":["1","2"]}})"))
                .size(),
            1u);
}

TEST(Diff, ALiftedDeny) {
  auto found = compare(
      R"([{"Effect":"Allow","Action":"iam:*","Resource":"*"},{"Effect":"Deny","Action":"iam:Delete*","Resource":"*"}])",
      R"({"Effect":"Allow","Action":"iam:*","Resource":"*"})");
  ASSERT_FALSE(found.empty());
  for (const auto& difference : found)
    EXPECT_THAT(difference.witness.action, testing::StartsWith("iam:Delete"));
}

TEST(Diff, MorePrincipals) {
  constexpr std::string_view kAnn =
      R"({"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/ann"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::a/*"})";
  constexpr std::string_view kAll =
      R"({"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::a/*"})";
  EXPECT_EQ(compare(kAnn, kAll, Kind::resource).size(), 1u);
  EXPECT_THAT(compare(kAll, kAnn, Kind::resource), IsEmpty());
  constexpr std::string_view kTrust =
      R"({"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"})";
  constexpr std::string_view kMore =
      R"({"Effect":"Allow","Principal":{"AWS":["111122223333","444455556666"]},"Action":"sts:AssumeRole"})";
  auto found = compare(kTrust, kMore, Kind::trust);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].witness.principal.account, "444455556666");
}

json::Value as_document(const json::Value& statements) {
  return json::Object{{"Version", "2012-10-17"}, {"Statement", statements}};
}

TEST(Diff, FindsWhatTheCasesSay) {
  std::string path = std::string(SLIPWAY_SOURCE_DIR) + "/src/policy/compare/diff_cases.yaml";
  auto text = base::read_file(path);
  ASSERT_TRUE(text);
  base::Diagnostics diagnostics(path, *text);
  auto cases = yaml::parse(*text, diagnostics);
  ASSERT_TRUE(cases) << diagnostics.render();
  for (const auto& entry : cases->as_array()) {
    SCOPED_TRACE(entry.string_or("name", ""));
    std::string_view name = entry.string_or("kind", "identity");
    Kind kind = name == "trust" ? Kind::trust : name == "resource" ? Kind::resource : Kind::identity;
    auto policy = [&](std::string_view side) {
      return *compile(json::dump(as_document(*entry.find(side))), kind);
    };
    std::vector<std::string> found, wanted;
    for (const auto& difference : newly_allowed(policy("before"), policy("after"), catalog())) {
      found.insert(found.end(), difference.actions.begin(), difference.actions.end());
    }
    for (const auto& action : entry.find("more")->as_array()) wanted.push_back(action.as_string());
    EXPECT_THAT(found, testing::ElementsAreArray(wanted));
  }
}

// On random policies: what is named is a difference, and a policy never allows more than itself.
TEST(Diff, WitnessesAreTrue) {
  const char* text = std::getenv("SLIPWAY_SEED");
  uint64_t seed = text ? std::strtoull(text, nullptr, 10) : std::random_device{}();
  std::cout << "SLIPWAY_SEED=" << seed << "\n";
  RandomPolicies random(seed);
  size_t named = 0;
  for (int i = 0; i < 8; ++i) {
    auto document = [&] {
      return json::Value(json::Object{
          {"Version", "2012-10-17"},
          {"Statement",
           json::Array{random.statement(Kind::identity, "Allow"),
                       random.statement(Kind::identity, random.engine()() % 2 ? "Allow" : "Deny")}}});
    };
    PolicyPtr before = compile_asked(document(), Kind::identity);
    PolicyPtr after = compile_asked(document(), Kind::identity);
    EXPECT_THAT(newly_allowed(before, before, catalog()), IsEmpty());
    for (Difference& difference : newly_allowed(before, after, catalog())) {
      Layers one, other;
      one.identity = {before};
      other.identity = {after};
      add_principal_keys(difference.witness);
      EXPECT_FALSE(evaluate(difference.witness, one).allowed());
      EXPECT_TRUE(evaluate(difference.witness, other).allowed());
      ++named;
    }
  }
  EXPECT_GT(named, 0u);
}

}  // namespace
}  // namespace policy
