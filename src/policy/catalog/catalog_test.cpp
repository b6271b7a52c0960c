#include "policy/catalog/catalog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "policy/semantics.h"

extern "C" const uint32_t slipway_catalog[];

namespace policy {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::SizeIs;

class CatalogTest : public testing::Test {
 protected:
  std::vector<std::string> names(const std::vector<Catalog::Action>& actions) {
    std::vector<std::string> out;
    for (const auto& action : actions) out.push_back(action.full_name());
    return out;
  }
  Catalog catalog_{slipway_catalog};
};

TEST_F(CatalogTest, KnowsActionsInAnyCase) {
  auto action = catalog_.action("S3:getobject");
  ASSERT_TRUE(action);
  EXPECT_EQ(action->full_name(), "s3:GetObject");
  EXPECT_EQ(action->levels, Catalog::kRead);
  EXPECT_EQ(catalog_.action("sns:TagResource")->levels, Catalog::kTagging | Catalog::kWrite);
  EXPECT_FALSE(catalog_.action("s3:GetObjec"));
  EXPECT_FALSE(catalog_.action("s4:GetObject"));
  EXPECT_FALSE(catalog_.action("s3"));
}

// Every service and action is found by its own name: the table is in the order that the search expects.
TEST_F(CatalogTest, FindsEverything) {
  uint32_t actions = 0;
  for (uint32_t i = 0; i < catalog_.service_count(); ++i) {
    auto service = catalog_.service_at(i);
    ASSERT_EQ(catalog_.service(service.prefix)->prefix, service.prefix);
    for (const auto& key : catalog_.keys_of(service)) ASSERT_TRUE(catalog_.key(key.name)) << key.name;
    for (uint32_t j = 0; j < service.actions; ++j, ++actions) {
      auto action = catalog_.action_at(service, j);
      auto found = catalog_.action(action.full_name());
      ASSERT_TRUE(found) << action.full_name();
      ASSERT_EQ(found->index, action.index);
    }
  }
  EXPECT_EQ(actions, catalog_.action_count());
  EXPECT_GT(actions, 20'000u);
}

TEST_F(CatalogTest, KnowsResourcesAndKeys) {
  auto resources = catalog_.resources_of(*catalog_.action("lambda:CreateFunction"));
  ASSERT_THAT(resources, SizeIs(1));
  EXPECT_EQ(resources[0].arn, "arn:${Partition}:lambda:${Region}:${Account}:function:${FunctionName}");
  EXPECT_TRUE(resources[0].required);
  EXPECT_TRUE(catalog_.resources_of(*catalog_.action("s3:ListAllMyBuckets")).empty());

  auto tags = catalog_.key("aws:requesttag/team");
  ASSERT_TRUE(tags);
  EXPECT_EQ(tags->name, "aws:RequestTag/${TagKey}");
  EXPECT_TRUE(catalog_.key("aws:TagKeys")->is_list);
  EXPECT_EQ(catalog_.key("aws:SourceIp")->type, Catalog::KeyType::ip);
  EXPECT_EQ(catalog_.key("aws:SecureTransport")->type, Catalog::KeyType::boolean);
  EXPECT_TRUE(catalog_.key("s3:ExistingObjectTag/a"));
  EXPECT_FALSE(catalog_.key("s3:prefixx"));

  EXPECT_FALSE(catalog_.key("oidc.eks.eu-west-3.amazonaws.com/id/ABC:sub")->is_list);
  EXPECT_TRUE(catalog_.key("token.actions.githubusercontent.com:aud"));
  EXPECT_TRUE(catalog_.key("issuer.example:amr")->is_list);
  EXPECT_TRUE(catalog_.key("cognito-identity.amazonaws.com:AMR")->is_list);
  EXPECT_FALSE(catalog_.key("s3:sub"));
}

TEST_F(CatalogTest, FindsEveryActionByNameInAnyCaseAndInItsServiceOnly) {
  EXPECT_FALSE(catalog_.action(*catalog_.service("s3"), "AssumeRole"));
  for (uint32_t i = 0; i < catalog_.service_count(); ++i) {
    Catalog::Service service = catalog_.service_at(i);
    for (uint32_t k = 0; k < service.actions; ++k) {
      Catalog::Action action = catalog_.action_at(service, k);
      auto found = catalog_.action(service, base::upper(action.name));
      ASSERT_TRUE(found) << action.full_name();
      EXPECT_EQ(found->full_name(), action.full_name());
      EXPECT_EQ(found->index, action.index);
      EXPECT_FALSE(catalog_.action(service, std::string(action.name) + "s_"));
    }
  }
}

TEST_F(CatalogTest, FindsByPattern) {
  EXPECT_THAT(names(catalog_.actions_like("sts:AssumeRoleWith*")),
              ElementsAre("sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"));
  EXPECT_THAT(names(catalog_.actions_like("s3:???ObjectAcl")),
              ElementsAre("s3:GetObjectAcl", "s3:PutObjectAcl"));
  EXPECT_THAT(names(catalog_.actions_like("*:GetCallerIdentity")), Contains("sts:GetCallerIdentity"));
  EXPECT_THAT(catalog_.actions_like("*"), SizeIs(catalog_.action_count()));
  EXPECT_FALSE(catalog_.any_action_like(*catalog_.service("s3"), "Nothing*"));
}

TEST_F(CatalogTest, OverlaysNameOperationsAndWhatIsNeededToo) {
  EXPECT_THAT(names(catalog_.actions_of_operation("s3:ListObjectsV2")), ElementsAre("s3:ListBucket"));
  EXPECT_THAT(names(catalog_.actions_of_operation("copyobject")),
              ElementsAre("s3:GetObject", "s3:PutObject"));
  EXPECT_THAT(catalog_.operations_of(*catalog_.action("sqs:SendMessage")),
              ElementsAre("sqs:SendMessageBatch"));
  auto needed = catalog_.needed_by(*catalog_.action("eks:CreateCluster"));
  ASSERT_THAT(needed, SizeIs(2));
  EXPECT_EQ(needed[0].action.full_name(), "iam:CreateServiceLinkedRole");
  EXPECT_EQ(needed[1].action.full_name(), "iam:PassRole");
  EXPECT_EQ(needed[1].service, "eks.amazonaws.com");
}

// The evaluator has the list as a constant; a newer catalog must not leave it behind.
TEST_F(CatalogTest, TheServicesUnderResourceControlPoliciesAreThoseOfTheEvaluator) {
  std::vector<std::string_view> known;
  for (uint32_t i = 0; i < catalog_.service_count(); ++i) {
    if (catalog_.service_at(i).has_rcps) known.push_back(catalog_.service_at(i).prefix);
  }
  EXPECT_THAT(known, testing::UnorderedElementsAreArray(kRcpServices));
}

}  // namespace
}  // namespace policy
