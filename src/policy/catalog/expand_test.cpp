#include "policy/catalog/expand.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <random>

#include "policy/ask/caller.h"
#include "policy/decide/compiled.h"

extern "C" const uint32_t slipway_catalog[];

namespace policy {
namespace {

using testing::ElementsAre;

class ExpandTest : public testing::Test {
 protected:
  ExpandTest() {
    const char* text = std::getenv("SLIPWAY_SEED");
    uint64_t seed = text ? std::strtoull(text, nullptr, 10) : std::random_device{}();
    std::cout << "SLIPWAY_SEED=" << seed << "\n";
    random_.seed(seed);
  }

  size_t below(size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random_); }

  // Part of an action's name with wildcards, such as `s3:Get*Acl`, or the name itself.
  std::string random_pattern() {
    auto service = catalog_.service_at(static_cast<uint32_t>(below(catalog_.service_count())));
    if (service.actions == 0) return "s3:*";
    std::string name(catalog_.action_at(service, static_cast<uint32_t>(below(service.actions))).name);
    switch (below(4)) {
      case 0:
        name = name.substr(0, below(name.size())) + "*";
        break;
      case 1:
        name = "*" + name.substr(below(name.size()));
        break;
      case 2:
        name[below(name.size())] = '?';
        break;
      default:
        break;
    }
    return std::string(service.prefix) + ":" + name;
  }

  Document random_document() {
    Document out;
    for (size_t i = 0; i <= below(3); ++i) {
      WrittenStatement statement;
      statement.allow = below(3) > 0;
      statement.not_action = below(4) == 0;
      statement.has_resource = true;
      statement.resources.push_back({"*", {}});
      for (size_t j = 0; j <= below(4); ++j) statement.actions.push_back({random_pattern(), {}});
      out.statements.push_back(std::move(statement));
    }
    return out;
  }

  static Layers layers(const Document& document) {
    Layers out;
    out.identity = {std::make_shared<const Policy>(document, Kind::identity, "")};
    return out;
  }

  // For every action of the catalog.
  void expect_same(const Document& one, const Document& other) {
    Layers a = layers(one), b = layers(other);
    Request request;
    request.principal = *parse_principal("arn:aws:iam::111122223333:user/ann");
    request.resource = "*";
    for (uint32_t i = 0; i < catalog_.service_count(); ++i) {
      auto service = catalog_.service_at(i);
      for (uint32_t j = 0; j < service.actions; ++j) {
        request.action = catalog_.action_at(service, j).full_name();
        ASSERT_EQ(evaluate(request, a).outcome, evaluate(request, b).outcome) << request.action;
      }
    }
  }

  Catalog catalog_{slipway_catalog};
  std::mt19937_64 random_;
};

TEST_F(ExpandTest, PatternsBecomeActions) {
  EXPECT_THAT(expand_actions({"sts:AssumeRoleWith*", "x:Unknown*"}, catalog_),
              ElementsAre("sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity", "x:Unknown*"));
  EXPECT_THAT(expand_actions({"*"}, catalog_), ElementsAre("*"));
  EXPECT_EQ(expand_actions({"*"}, catalog_, true).size(), catalog_.action_count());
}

TEST_F(ExpandTest, ActionsBecomePatternsThatMeanNothingElse) {
  EXPECT_THAT(shrink_actions({"sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"}, catalog_),
              ElementsAre("sts:AssumeRoleWith*"));
  EXPECT_THAT(shrink_actions({"sts:AssumeRoleWithSAML"}, catalog_), ElementsAre("sts:AssumeRoleWithSAML"));
  EXPECT_THAT(shrink_actions({"sts:*"}, catalog_), ElementsAre("sts:*"));
  EXPECT_THAT(shrink_actions({"mine:Action"}, catalog_), ElementsAre("mine:Action"));
}

TEST_F(ExpandTest, BothDecideAsBefore) {
  for (int i = 0; i < 12; ++i) {
    Document document = random_document();
    expect_same(document, expand(document, catalog_));
    expect_same(document, shrink(document, catalog_));
  }
}

}  // namespace
}  // namespace policy
