#include "blueprint/desired/given_roles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "blueprint/testing/whole.h"

namespace blueprint {
namespace {

using blueprint::testing::everything;
using blueprint::testing::kPlace;
using blueprint::testing::WholeSite;
using json::Object;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class GivenRolesTest : public ::testing::Test {
 protected:
  std::string role(const char* name, const std::string& statement) {
    std::string trust = R"({"Version":"2012-10-17","Statement":)" + statement + "}";
    site_.stage.must("iam.CreateRole", Object{{"RoleName", name}, {"AssumeRolePolicyDocument", trust}});
    return fmt::format("arn:aws:iam::{}:role/{}", kPlace.account_id, name);
  }
  base::Result<std::vector<std::string>> check(const char* use, const std::string& arn) {
    DesiredCluster cluster = site_.completed(everything(site_.admin));
    cluster.iam.given = {{use, arn}};
    return check_given_roles(site_.stage.cloud(), cluster, kPlace);
  }

  WholeSite site_;
};

// Whatever its conditions, and however the statement is written.
TEST_F(GivenRolesTest, IsTakenByTheServiceThatItTrusts) {
  std::string nodes =
      role("nodes", R"([{"Effect":"Allow","Principal":{"Service":["x.amazonaws.com","ec2.amazonaws.com"]},)"
                    R"("Action":"sts:*","Condition":{"StringEquals":{"aws:SourceAccount":"1"}}}])");
  auto notes = check("nodes", nodes);
  ASSERT_TRUE(notes) << notes.error().message;
  EXPECT_THAT(*notes, ElementsAre(HasSubstr("role nodes has not AmazonEKSWorkerNodePolicy, ")));
  for (const char* policy : {"AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"})
    site_.stage.must(
        "iam.AttachRolePolicy",
        Object{{"RoleName", "nodes"}, {"PolicyArn", fmt::format("arn:aws:iam::aws:policy/{}", policy)}});
  EXPECT_THAT(check("nodes", nodes).value(), ElementsAre());
}

TEST_F(GivenRolesTest, IsRefusedBeforeItFails) {
  std::string eks = role(
      "eks", R"({"Effect":"Allow","Principal":{"Service":"eks.amazonaws.com"},"Action":"sts:AssumeRole"})");
  EXPECT_TRUE(check("eks", eks));
  const std::pair<std::string, const char*> rows[] = {
      {eks, "does not let ec2.amazonaws.com take it"},
      {eks + "s", "there is no role"},
      {"arn:aws:iam::123456789012:role/team/eks", "there is no role"},
      {"arn:aws:iam::999999999999:role/eks", "is of another account than the cluster"}};
  for (const auto& [arn, expected] : rows) {
    auto refused = check("nodes", arn);
    ASSERT_FALSE(refused) << arn;
    EXPECT_EQ(refused.error().kind, base::ErrorKind::invalid);
    EXPECT_THAT(refused.error().message, HasSubstr(expected));
  }
}

}  // namespace
}  // namespace blueprint
