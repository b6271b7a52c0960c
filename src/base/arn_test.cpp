#include "base/arn.h"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(Arn, KeepsColonsAndSlashesOfTheResource) {
  std::string text = "arn:aws-cn:logs:cn-north-1:111122223333:log-group:/a:b";
  auto arn = Arn::parse(text);
  ASSERT_TRUE(arn);
  EXPECT_EQ(arn->partition, "aws-cn");
  EXPECT_EQ(arn->resource, "log-group:/a:b");
  EXPECT_EQ(arn->str(), text);
}

TEST(Arn, MayLackRegionAndAccount) {
  auto arn = Arn::parse("arn:aws:s3:::bucket/key");
  ASSERT_TRUE(arn);
  EXPECT_EQ(*arn, (Arn{"aws", "s3", "", "", "bucket/key"}));
}

TEST(Arn, IsRefusedWithoutAFieldThatItNeeds) {
  for (std::string text : {"", "arn", "arn:aws:s3:::", "arn:aws:s3::", "arn::s3:::b", "arn:aws::::b",
                           "aws:aws:s3:::b", "ARN:aws:s3:::b"}) {
    EXPECT_EQ(Arn::parse(text), std::nullopt) << text;
  }
}

TEST(AccountId, IsTwelveDigits) {
  EXPECT_TRUE(is_account_id("012345678901"));
  for (std::string text : {"", "1", "0123456789012", "01234567890a", " 12345678901"})
    EXPECT_FALSE(is_account_id(text));
}

}  // namespace
}  // namespace base
