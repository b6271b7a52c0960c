#include "blueprint/trust/names.h"

#include <gtest/gtest.h>

namespace blueprint {
namespace {

TEST(NamesTest, OfWhatIsMade) {
  EXPECT_EQ(namespace_name("1234abcd-0000-4000-8000-000000000000", "My Prod"), "z1234abcd-my-prod");
  EXPECT_EQ(namespace_name("1234abcd-0000-4000-8000-000000000000", std::string(64, 'e')).size(), 63u);
  EXPECT_EQ(service_role_name("z1234abcd-prod", "debian"), "slipway-z1234abcd-prod-debian");
  std::string one = service_role_name(std::string(60, 'n'), "one");
  std::string two = service_role_name(std::string(60, 'n'), "two");
  EXPECT_EQ(one.size(), 64u);
  EXPECT_NE(one, two);
  EXPECT_EQ(provider_arn("123456789012", "https://oidc.example/id/AB"),
            "arn:aws:iam::123456789012:oidc-provider/oidc.example/id/AB");
  EXPECT_EQ(provider_arn("123456789012", "https://oidc.eks.cn-north-1.amazonaws.com.cn/id/AB"),
            "arn:aws-cn:iam::123456789012:oidc-provider/oidc.eks.cn-north-1.amazonaws.com.cn/id/AB");
  EXPECT_EQ(role_name_of("arn:aws:iam::123456789012:role/slipway/x"), "x");
}

TEST(NamesTest, OfServiceAccounts) {
  for (const char* good : {"a", "my-s3-role", "a.b-c.d1", "0"})
    EXPECT_TRUE(is_service_account_name(good)) << good;
  for (const char* bad : {"", "A", "a_b", "-a", "a-", "a..b", ".a", "a.", "a b", "é"}) {
    EXPECT_FALSE(is_service_account_name(bad)) << bad;
  }
  EXPECT_FALSE(is_service_account_name(std::string(254, 'a')));
}

TEST(NamesTest, Arns) {
  EXPECT_TRUE(is_role_arn("arn:aws:iam::123456789012:role/path/Name+=,.@-_"));
  EXPECT_TRUE(is_role_arn("arn:aws-cn:iam::123456789012:role/n"));
  for (const char* bad : {"arn:aws:iam::123456789012:role/", "arn:aws:iam::12345678901:role/n",
                          "arn:aws:iam:eu-west-3:123456789012:role/n", "arn:aws:iam::123456789012:user/n",
                          "arn:aws:sts::123456789012:role/n", "role/n", "arn:aws:iam::aws:role/n",
                          "arn:aws:iam::123456789012:role/a b"}) {
    EXPECT_FALSE(is_role_arn(bad)) << bad;
  }
  EXPECT_TRUE(is_policy_arn("arn:aws:iam::aws:policy/job-function/Billing"));
  EXPECT_FALSE(is_policy_arn("arn:aws:iam::aws:role/x"));
}

}  // namespace
}  // namespace blueprint
