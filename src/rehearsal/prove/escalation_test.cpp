#include "rehearsal/prove/escalation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/trust/policy.h"
#include "rehearsal/show/rehearsal_text.h"
#include "rehearsal/testing/dev.h"

namespace rehearsal {
namespace {

using json::Array;
using json::Object;
using rehearsal::testing::derived;
using rehearsal::testing::makings;
using rehearsal::testing::proof;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

std::vector<std::string> actions_of(const std::vector<Decoy>& decoys) {
  std::vector<std::string> actions;
  for (const Decoy& each : decoys) actions.push_back(each.request.action);
  return actions;
}

Escalations found_under(const std::string& policy) {
  auto found = find_escalations(derived().grants, proof().life.asked.front().request,
                                {{Phase::create, policy}}, rehearsal::testing::kRegion);
  EXPECT_TRUE(found) << found.error().message;
  return found.value_or(Escalations());
}

std::string allowing(const std::string& action, const std::string& resource) {
  return json::dump(
      Object{{"Version", "2012-10-17"},
             {"Statement", Array{Object{{"Effect", "Allow"}, {"Action", action}, {"Resource", resource}}}}});
}

// A role of ours with a policy, and a boundary on it.
Subject bounded() {
  auto desired = [](blueprint::Cloud&, const engine::State&) -> base::Result<std::vector<engine::Resource>> {
    engine::Resource role{
        "role", std::string(blueprint::kRole), {"123456789012", "eu-west-3", {}}, {}, {}, "", false, {}};
    Object members = blueprint::desired_role("slipway-web", "of a test", blueprint::cluster_trust_policy(),
                                             {{"slipway:organization", "acme"}});
    members.set("boundary", "arn:aws:iam::aws:policy/PowerUserAccess");
    role.desired = std::move(members);
    engine::Resource policy = role;
    policy.address = "role/policy";
    policy.kind = blueprint::kRolePolicy;
    policy.desired = blueprint::desired_role_policy("slipway-web", "arn:aws:iam::aws:policy/ReadOnlyAccess");
    policy.needs = {"role"};
    return std::vector{role, policy};
  };
  return {"bounded", rehearsal::testing::kAccount, rehearsal::testing::kRegion,
          blueprint::kinds_of_account(rehearsal::testing::kAccount, base::Milliseconds(10'000)),
          [desired](const base::Clock&, base::Random&) {
            Part part;
            part.name = "a role";
            part.desired = desired;
            return std::vector{part};
          }};
}

TEST(Escalation, is_refused_by_what_is_derived) {
  ASSERT_TRUE(proof().escalations);
  EXPECT_THAT(actions_of(proof().escalations->open), IsEmpty());
  EXPECT_GT(proof().escalations->refused, 0);
}

TEST(Escalation, is_found_in_what_allows_it) {
  EXPECT_THAT(actions_of(found_under(allowing("iam:*", "*")).open),
              IsSupersetOf({"iam:AttachRolePolicy", "iam:CreateAccessKey", "iam:PassRole",
                            "iam:CreatePolicyVersion"}));
  EXPECT_THAT(actions_of(found_under(allowing("iam:PassRole", "arn:aws:iam::*:role/*")).open),
              Contains("iam:PassRole"));
  EXPECT_THAT(actions_of(found_under(allowing("eks:*", "*")).open), Contains("eks:CreateAccessEntry"));
  EXPECT_THAT(actions_of(found_under(allowing("s3:*", "arn:aws:s3:::somebody-elses/*")).open),
              Contains("s3:GetObject"));
  EXPECT_THAT(found_under(allowing("eks:DescribeCluster", "*")).open, IsEmpty());
}

TEST(Escalation, by_roles_of_ours_is_told_where_nothing_bounds_them) {
  EXPECT_THAT(actions_of(proof().escalations->unbounded), Contains("iam:CreateRole"));
  EXPECT_THAT(rehearsal_text(derived(), proof()), HasSubstr("iam: { boundary: ARN }"));
}

TEST(Escalation, a_boundary_ends_that_too) {
  auto derived = derive(bounded(), makings());
  ASSERT_TRUE(derived) << derived.error().message;
  auto proof = prove(*derived, makings());
  ASSERT_TRUE(proof) << proof.error().message;
  SCOPED_TRACE(rehearsal_text(*derived, *proof));
  EXPECT_TRUE(proof->is_proved());
  ASSERT_TRUE(proof->escalations);
  EXPECT_THAT(actions_of(proof->escalations->open), IsEmpty());
  EXPECT_THAT(actions_of(proof->escalations->unbounded), IsEmpty());
  for (const Grant& each : derived->grants)
    if (each.action == "iam:CreateRole" || each.action == "iam:AttachRolePolicy")
      EXPECT_THAT(each.conditions,
                  Contains(Condition{
                      "ArnEquals", "iam:PermissionsBoundary", {"arn:aws:iam::aws:policy/PowerUserAccess"}}))
          << text_of(each);
}

}  // namespace
}  // namespace rehearsal
