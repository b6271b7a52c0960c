#include "policy/compare/diff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "base/file.h"
#include "base/yaml.h"
#include "policy/ask/caller.h"
#include "policy/compare/candidates.h"
#include "policy/testing/random_policies.h"
#include "tests/source_dir.h"

extern "C" const uint32_t slipway_catalog[];

namespace policy {
namespace {

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
  PolicyDiff found = newly_allowed(compiled(before, kind), compiled(after, kind), catalog());
  EXPECT_THAT(found.unsure, IsEmpty());
  return found.differences;
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
    PolicyDiff compared = newly_allowed(policy("before"), policy("after"), catalog());
    for (const auto& difference : compared.differences) {
      found.insert(found.end(), difference.actions.begin(), difference.actions.end());
    }
    for (const auto& action : entry.find("more")->as_array()) wanted.push_back(action.as_string());
    EXPECT_THAT(found, testing::ElementsAreArray(wanted));
    EXPECT_EQ(!compared.unsure.empty(), entry.bool_or("unsure", false));
  }
}

// On random policies: what is named is a difference, and a policy never allows more than itself.
TEST(Diff, WitnessesAreTrue) {
  const char* text = std::getenv("SLIPWAY_SEED");
  uint64_t seed = text ? std::strtoull(text, nullptr, 10) : std::random_device{}();
  std::cout << "SLIPWAY_SEED=" << seed << "\n";
  RandomPolicies random(seed);
  size_t named = 0;
  for (int i = 0; i < 4; ++i) {
    auto document = [&] {
      return json::Value(json::Object{
          {"Version", "2012-10-17"},
          {"Statement",
           json::Array{random.statement(Kind::identity, "Allow"),
                       random.statement(Kind::identity, random.engine()() % 2 ? "Allow" : "Deny")}}});
    };
    PolicyPtr before = compile_asked(document(), Kind::identity);
    PolicyPtr after = compile_asked(document(), Kind::identity);
    PolicyDiff same = newly_allowed(before, before, catalog());
    EXPECT_THAT(same.differences, IsEmpty());
    EXPECT_THAT(same.unsure, IsEmpty());
    for (Difference& difference : newly_allowed(before, after, catalog()).differences) {
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

// A policy with one edit of any kind: a part of another policy in place of its own, or another operator.
json::Value edited(json::Value document, RandomPolicies& random) {
  json::Value& statement = document.as_object().find("Statement")->as_array()[0];
  json::Value other = random.statement(Kind::identity, random.chance(85) ? "Allow" : "Deny");
  json::Object& members = statement.as_object();
  json::Value* condition = members.find("Condition");
  if (condition && random.chance(60)) {
    constexpr std::string_view kOperators[] = {"StringEquals",
                                               "StringNotEquals",
                                               "StringEqualsIgnoreCase",
                                               "StringLike",
                                               "StringNotLike",
                                               "ArnEquals",
                                               "ArnLike",
                                               "ArnNotLike",
                                               "NumericEquals",
                                               "NumericLessThan",
                                               "NumericNotEquals",
                                               "DateLessThan",
                                               "DateNotEquals",
                                               "IpAddress",
                                               "NotIpAddress",
                                               "Bool",
                                               "Null"};
    std::string op(kOperators[static_cast<size_t>(random.below(static_cast<int>(std::size(kOperators))))]);
    if (op != "Null" && random.chance(25)) op = (random.chance(50) ? "ForAllValues:" : "ForAnyValue:") + op;
    if (op.find("Null") == std::string::npos && random.chance(25)) op += "IfExists";
    json::Object renamed{{op, condition->as_object().begin()->value}};
    *condition = std::move(renamed);
    return document;
  }
  for (std::string_view name : {"Action", "NotAction", "Resource", "NotResource", "Condition"}) {
    if (!random.chance(30)) continue;
    std::string_view plain = name.starts_with("Not") ? name.substr(3) : name;
    if (!other.find(name)) continue;
    members.erase(std::string(plain));
    members.erase("Not" + std::string(plain));
    members.set(std::string(name), *other.find(name));
  }
  return document;
}

bool can_be_asked(const Request& request) {
  if (request.resource.find_first_of("*?$") != std::string::npos) return false;
  auto action = catalog().action(request.action);
  if (!action) return false;
  auto types = catalog().resources_of(*action);
  return std::any_of(types.begin(), types.end(),
                     [&](const auto& type) { return may_meet(request.resource, type.arn); });
}

// On policies with one edit: where some request shows that more is allowed, the comparison must not say that
// nothing is. The requests are decided by the naive evaluator.
TEST(Diff, MissesNothingThatARequestShows) {
  const char* text = std::getenv("SLIPWAY_SEED");
  uint64_t seed = text ? std::strtoull(text, nullptr, 10) : std::random_device{}();
  std::cout << "SLIPWAY_SEED=" << seed << "\n";
  RandomPolicies random(seed);
  size_t shown = 0;
  for (int i = 0; i < 24; ++i) {
    json::Value before = json::Object{{"Version", "2012-10-17"},
                                      {"Statement", json::Array{random.statement(Kind::identity, "Allow")}}};
    json::Value after = edited(before, random);
    PolicyDiff found =
        newly_allowed(compile_asked(before, Kind::identity), compile_asked(after, Kind::identity), catalog());
    bool says_nothing = found.differences.empty() && found.unsure.empty();
    naive::Layers was, is;
    was.identity = {before};
    is.identity = {after};
    for (int k = 0; k < 300; ++k) {
      Request request = random.request();
      request.principal = *parse_principal("arn:aws:iam::111122223333:user/ann");
      request.resource_account = "";
      add_principal_keys(request);
      if (!can_be_asked(request)) continue;
      bool more = naive::evaluate(request, is).first == Outcome::allowed &&
                  naive::evaluate(request, was).first != Outcome::allowed;
      shown += more;
      ASSERT_FALSE(more && says_nothing) << json::dump(before) << "\n"
                                         << json::dump(after) << "\n"
                                         << request.action << " on " << request.resource;
    }
  }
  EXPECT_GT(shown, 0u);
}

}  // namespace
}  // namespace policy
