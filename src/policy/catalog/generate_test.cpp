#include "policy/catalog/generate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <random>

#include "policy/decide/compiled.h"
#include "policy/read/print.h"

extern "C" const uint32_t slipway_catalog[];

namespace policy {
namespace {

using testing::ElementsAre;

const Catalog& catalog() {
  static const Catalog kCatalog(slipway_catalog);
  return kCatalog;
}

RecordedCall call(std::string action, std::string resource, size_t line) {
  return {std::move(action), std::move(resource), {}, line};
}

std::string statements(const Generated& generated) {
  return json::dump(*json::Value(to_json(generated.document)).find("Statement"));
}

TEST(Generate, GroupsActionsWithTheSameResources) {
  auto made =
      generate({call("s3:GetObject", "arn:aws:s3:::b/1", 1), call("s3:getobject", "arn:aws:s3:::b/2", 2),
                call("s3:PutObject", "arn:aws:s3:::b/1", 3), call("s3:PutObject", "arn:aws:s3:::b/2", 4),
                call("s3:ListAllMyBuckets", "*", 5)},
               {}, catalog());
  EXPECT_EQ(
      statements(made),
      R"([{"Sid":"S3List","Effect":"Allow","Action":"s3:ListAllMyBuckets","Resource":"*"},)"
      R"({"Sid":"S3Read","Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":["arn:aws:s3:::b/1","arn:aws:s3:::b/2"]}])");
  EXPECT_THAT(made.calls, ElementsAre(ElementsAre(5), ElementsAre(1, 2, 3, 4)));
}

TEST(Generate, WritesWhatIsAuthorized) {
  auto made =
      generate({call("s3:HeadObject", "arn:aws:s3:::b/1", 1), call("s3:CopyObject", "arn:aws:s3:::b/1", 2),
                call("s3:ListAllMyBuckets", "arn:aws:s3:::*", 3)},
               {}, catalog());
  EXPECT_EQ(
      statements(made),
      R"([{"Sid":"S3List","Effect":"Allow","Action":"s3:ListAllMyBuckets","Resource":"*"},)"
      R"({"Sid":"S3Read","Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::b/1"}])");
  EXPECT_THAT(made.calls, ElementsAre(ElementsAre(3), ElementsAre(1, 2)));
}

TEST(Generate, GeneralizesOnlyAsAsked) {
  std::vector<RecordedCall> calls = {
      call("dynamodb:GetItem", "arn:aws:dynamodb:eu-west-3:111122223333:table/t", 1),
      call("s3:CreateBucket", "arn:aws:s3:::bucket", 2)};
  Generalization how;
  how.names = true;
  EXPECT_EQ(
      statements(generate(calls, how, catalog())),
      R"([{"Sid":"DynamodbRead","Effect":"Allow","Action":"dynamodb:GetItem","Resource":"arn:aws:dynamodb:eu-west-3:111122223333:table/*"},)"
      R"({"Sid":"S3Write","Effect":"Allow","Action":"s3:CreateBucket","Resource":"arn:aws:s3:::bucket"}])");
  how = {};
  how.accounts = true;
  EXPECT_EQ(generate(calls, how, catalog()).document.statements[0].resources[0].value,
            "arn:aws:dynamodb:*:*:table/t");
  how = {};
  how.actions = true;
  EXPECT_EQ(generate({call("sts:AssumeRoleWithSAML", "*", 1), call("sts:AssumeRoleWithWebIdentity", "*", 2)},
                     how, catalog())
                .document.statements[0]
                .actions[0]
                .value,
            "sts:AssumeRoleWith*");
  how = {};
  how.conditions = {"aws:RequestedRegion", "aws:TagKeys"};
  calls[0].context.set("aws:RequestedRegion", "eu-west-3");
  calls[0].context.set("aws:SourceIp", "10.0.0.1");
  calls[0].context.set_list("aws:TagKeys", {"a"});
  EXPECT_EQ(
      json::dump(
          *json::Value(to_json(generate(calls, how, catalog()).document.statements[0])).find("Condition")),
      R"({"StringEquals":{"aws:RequestedRegion":"eu-west-3"},"ForAllValues:StringEquals":{"aws:TagKeys":"a"},"Null":{"aws:TagKeys":"false"}})");
}

TEST(Generate, WildcardsOfARequestAreNoPatterns) {
  auto made = generate({call("s3:GetObject", "arn:aws:s3:::b/*", 1)}, {}, catalog());
  EXPECT_EQ(made.document.statements[0].resources[0].value, "arn:aws:s3:::b/${*}");
}

TEST(Generate, SaysWhatIsNeededToo) {
  constexpr const char* kFunction = "arn:aws:lambda:eu-west-3:111122223333:function:f";
  auto made = generate({call("lambda:CreateFunction", kFunction, 1)}, {}, catalog());
  EXPECT_THAT(made.needed,
              ElementsAre("iam:PassRole for lambda.amazonaws.com (needed by lambda:CreateFunction)"));
  made = generate({call("lambda:CreateFunction", kFunction, 1),
                   call("iam:PassRole", "arn:aws:iam::111122223333:role/r", 2)},
                  {}, catalog());
  EXPECT_TRUE(made.needed.empty());
}

// The two laws, on random calls and every generalization.
TEST(Generate, AllowsEveryCallAndNeedsEveryStatement) {
  const char* text = std::getenv("SLIPWAY_SEED");
  uint64_t seed = text ? std::strtoull(text, nullptr, 10) : std::random_device{}();
  std::cout << "SLIPWAY_SEED=" << seed << "\n";
  std::mt19937_64 random(seed);
  auto one_of = [&](std::initializer_list<const char*> list) {
    return std::string(list.begin()[random() % list.size()]);
  };
  for (int i = 0; i < 60; ++i) {
    std::vector<RecordedCall> calls;
    for (size_t j = 0; j <= random() % 12; ++j) {
      calls.push_back(
          call(one_of({"s3:GetObject", "s3:PutObject", "S3:getobject", "iam:PassRole", "sqs:SendMessage",
                       "x:Unknown"}),
               one_of({"*", "arn:aws:s3:::b/1", "arn:aws:s3:::b/2", "arn:aws:s3:::b/*", "arn:aws:s3:::c",
                       "arn:aws:sqs:r:111122223333:q", "arn:aws:s3:::odd $text?"}),
               j));
      if (random() % 2) calls.back().context.set("aws:RequestedRegion", one_of({"a", "b", "*"}));
      if (random() % 3 == 0) calls.back().context.set_list("aws:TagKeys", {one_of({"k", "l"})});
    }
    Generalization how{random() % 2 == 0, random() % 2 == 0, random() % 2 == 0, {}};
    if (random() % 2) how.conditions = {"aws:RequestedRegion", "aws:TagKeys"};
    Generated made = generate(calls, how, catalog());
    auto allowed = [&](const Document& document, const RecordedCall& recorded) {
      Layers layers;
      layers.identity = {std::make_shared<const Policy>(document, Kind::identity, "")};
      Request request;
      request.principal.type = PrincipalType::user;
      request.principal.account = "111122223333";
      request.action = recorded.action;
      request.resource = recorded.resource;
      request.context = recorded.context;
      return evaluate(request, layers).allowed();
    };
    for (const auto& recorded : calls) {
      ASSERT_TRUE(allowed(made.document, recorded)) << recorded.action << " " << recorded.resource << "\n"
                                                    << statements(made);
    }
    for (size_t j = 0; j < made.document.statements.size(); ++j) {
      Document less = made.document;
      less.statements.erase(less.statements.begin() + static_cast<ptrdiff_t>(j));
      ASSERT_FALSE(std::all_of(calls.begin(), calls.end(), [&](const auto& c) { return allowed(less, c); }))
          << statements(made);
    }
  }
}

}  // namespace
}  // namespace policy
