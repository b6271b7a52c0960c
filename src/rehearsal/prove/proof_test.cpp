// What is derived from the life of a cluster is enough, not too much, and narrow; and what is planted in it is seen.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "rehearsal/prove/necessary.h"
#include "rehearsal/prove/theirs.h"
#include "rehearsal/show/permissions_text.h"
#include "rehearsal/show/rehearsal_text.h"
#include "rehearsal/testing/dev.h"
#include "services/embedded_catalog.h"

namespace rehearsal {
namespace {

using rehearsal::testing::derived;
using rehearsal::testing::makings;
using rehearsal::testing::proof;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> names(const std::vector<Grant>& grants) {
  std::vector<std::string> names;
  for (const Grant& each : grants) names.push_back(text_of(each));
  return names;
}

Policies enforced(const std::vector<Grant>& grants) {
  return policies_of(documents_of(grants, "dev", "aws"));
}

const Grant* find(const std::vector<Grant>& grants, std::string_view action) {
  auto found =
      std::find_if(grants.begin(), grants.end(), [&](const Grant& each) { return each.action == action; });
  return found == grants.end() ? nullptr : &*found;
}

TEST(ProofTest, holds_for_what_is_derived) {
  SCOPED_TRACE(permissions_text(derived(), std::nullopt));
  SCOPED_TRACE(rehearsal_text(derived(), proof()));
  EXPECT_TRUE(proof().is_sufficient());
  EXPECT_THAT(names(proof().needless), IsEmpty());
  ASSERT_TRUE(proof().narrowness);
  EXPECT_GT(proof().narrowness->decoys, 20);
  EXPECT_TRUE(proof().is_proved());
}

TEST(ProofTest, is_of_a_life_with_all_its_acts) {
  ASSERT_EQ(proof().life.acts.size(), kActs.size());
  for (const PlayedAct& each : proof().life.acts) {
    // It has none to list, and no file says its version.
    bool may_be_silent = each.act.doing == Doing::look_for_rests || each.act.phase == Phase::upgrade;
    EXPECT_TRUE(each.calls > 0 || may_be_silent) << each.act.name;
  }
  EXPECT_EQ(proof().life.acts[1].steps.at("create"), 4);  // role, its policy, cluster, provider
  EXPECT_TRUE(proof().life.acts[2].steps.empty());
  EXPECT_GT(proof().life.acts[1].took, std::chrono::minutes(5));
}

TEST(ProofTest, every_grant_has_a_reason_that_names_a_kind_or_a_command) {
  for (const Grant& each : derived().grants) {
    ASSERT_THAT(each.reasons, ::testing::Not(IsEmpty())) << text_of(each);
    for (const Reason& reason : each.reasons) {
      EXPECT_THAT(reason.doing, HasSubstr("to ")) << text_of(each);
      if (!reason.address.empty()) {
        EXPECT_FALSE(reason.why.empty() || reason.whom.empty()) << text_of(each) << ": " << text_of(reason);
      }
    }
  }
}

// Each grant whose resource is `*` in its stead: something that is not ours is within reach.
TEST(ProofTest, sees_an_arn_that_became_everything) {
  for (size_t i = 0; i < derived().grants.size(); ++i) {
    std::vector<Grant> mutant = derived().grants;
    if (!mutant[i].unscoped.empty() || mutant[i].resource == "*") continue;
    bool has_open_name = mutant[i].resource.find('*') != std::string::npos;
    if (has_open_name && !mutant[i].conditions.empty()) continue;  // its marks protect the rest
    if (has_open_name) continue;
    mutant[i].resource = "*";
    auto found =
        check_narrow(derived().grants, proof().life.asked, enforced(mutant), services::embedded_catalog());
    ASSERT_TRUE(found);
    EXPECT_FALSE(found->is_proved()) << text_of(derived().grants[i]);
  }
}

TEST(ProofTest, sees_a_condition_that_was_dropped) {
  int mutants = 0;
  for (size_t i = 0; i < derived().grants.size(); ++i) {
    auto action = services::embedded_catalog().action(derived().grants[i].action);
    bool reads = action && (action->levels & ~(policy::Catalog::kList | policy::Catalog::kRead)) == 0;
    if (derived().grants[i].conditions.empty() || reads) continue;
    std::vector<Grant> mutant = derived().grants;
    mutant[i].conditions.clear();
    ++mutants;
    auto found =
        check_narrow(derived().grants, proof().life.asked, enforced(mutant), services::embedded_catalog());
    ASSERT_TRUE(found);
    EXPECT_FALSE(found->is_proved()) << text_of(derived().grants[i]);
  }
  EXPECT_GT(mutants, 8);
}

TEST(ProofTest, sees_a_grant_that_nobody_needs) {
  std::vector<Grant> more = derived().grants;
  more.push_back(more.front());
  more.back().action = "iam:CreateUser";
  auto needless = find_needless(more, proof().life.asked);
  ASSERT_TRUE(needless);
  ASSERT_EQ(needless->size(), 1u);
  EXPECT_EQ(needless->front().action, "iam:CreateUser");
}

// Enforced, for one of each phase: what takes longest is proved by `slipway rehearse --prove`.
TEST(ProofTest, a_life_without_one_grant_is_refused_with_the_missing_statement) {
  for (std::string_view action :
       {"eks:DescribeCluster", "iam:PassRole", "iam:AddClientIDToOpenIDConnectProvider", "iam:DeleteRole"}) {
    SCOPED_TRACE(action);
    std::vector<Grant> without = derived().grants;
    ASSERT_TRUE(find(without, action));
    std::erase_if(without, [&](const Grant& each) { return each.action == action; });
    auto life = play_under(derived(), makings(), enforced(without));
    ASSERT_TRUE(life);
    EXPECT_FALSE(life->is_done());
    ASSERT_THAT(life->denials(), ::testing::Not(IsEmpty()));
    std::string told = denial_text(derived(), *life->denials().front());
    EXPECT_THAT(told, HasSubstr("denied: " + std::string(action)));
    EXPECT_THAT(told, HasSubstr("the missing statement:"));
    EXPECT_THAT(told, HasSubstr("why: to "));
  }
}

TEST(ProofTest, what_may_be_attached_and_passed_is_named) {
  const Grant* attach = find(derived().grants, "iam:AttachRolePolicy");
  ASSERT_TRUE(attach);
  EXPECT_THAT(
      attach->conditions,
      Contains(Condition{"ArnEquals", "iam:PolicyARN", {"arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"}}));
  const Grant* pass = find(derived().grants, "iam:PassRole");
  ASSERT_TRUE(pass);
  EXPECT_EQ(pass->resource, "arn:aws:iam::123456789012:role/slipway/slipway-eks-dev");
  EXPECT_THAT(pass->conditions,
              Contains(Condition{"StringEquals", "iam:PassedToService", {"eks.amazonaws.com"}}));
  const Grant* linked = find(derived().grants, "iam:CreateServiceLinkedRole");
  ASSERT_TRUE(linked);
  EXPECT_THAT(linked->conditions,
              Contains(Condition{"StringEquals", "iam:AWSServiceName", {"eks.amazonaws.com"}}));
}

TEST(ProofTest, another_policy_is_held_against_what_is_asked) {
  auto own = compare_with(
      derived(),
      R"({"Version":"2012-10-17","Statement":[{"Sid":"All","Effect":"Allow","Action":["eks:*","iam:*"],"Resource":"*"}]})");
  ASSERT_TRUE(own);
  EXPECT_THAT(names(own->missing), IsEmpty());
  EXPECT_THAT(own->unused, IsEmpty());
  auto less = compare_with(
      derived(),
      R"({"Version":"2012-10-17","Statement":[{"Sid":"Few","Effect":"Allow","Action":["iam:*","s3:GetObject"],"Resource":"*"}]})");
  ASSERT_TRUE(less);
  EXPECT_THAT(names(less->missing), Contains("eks:CreateCluster on *"));
  EXPECT_THAT(less->unused, ::testing::ElementsAre("Few: s3:GetObject"));
  EXPECT_FALSE(compare_with(derived(), "{"));
}

}  // namespace
}  // namespace rehearsal
