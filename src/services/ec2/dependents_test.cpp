#include "services/ec2/dependents.h"

#include <gtest/gtest.h>

#include "services/testing/embedded_account.h"

namespace account::ec2 {
namespace {

using testing::EmbeddedAccount;

// The id of what a call made: of its answer's only member.
std::string made(EmbeddedAccount& account, std::string_view operation, const json::Value& input,
                 std::string_view member, std::string_view id) {
  json::Value output = account.must(account.root(), "ec2", operation, input);
  return std::string(output.find(member)->string_or(id, ""));
}

TEST(Dependents, are_named_in_a_header) {
  EmbeddedAccount account;
  std::string vpc = made(account, "CreateVpc", json::Object{{"CidrBlock", "10.0.0.0/16"}}, "Vpc", "VpcId");
  json::Value wanted = json::Object{{"VpcId", vpc}, {"CidrBlock", "10.0.0.0/24"}};
  std::string subnet = made(account, "CreateSubnet", wanted, "Subnet", "SubnetId");
  std::string table =
      made(account, "CreateRouteTable", json::Object{{"VpcId", vpc}}, "RouteTable", "RouteTableId");
  auto refused = account.call(account.root(), "ec2", "DeleteVpc", json::Object{{"VpcId", vpc}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "DependencyViolation");
  EXPECT_EQ(account.headers().get(kDependentsHeader), subnet + ", " + table);
}

}  // namespace
}  // namespace account::ec2
