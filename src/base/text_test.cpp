#include "base/text.h"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(Text, SplitsTrimsAndJoins) {
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
  EXPECT_EQ(trim(" \t a b\r\n"), "a b");
  EXPECT_EQ(trim(" \n"), "");
  EXPECT_EQ(join({"a", "", "b"}, ", "), "a, , b");
  EXPECT_EQ(join({}, ", "), "");
}

TEST(Text, ChangesTheCaseOfAsciiOnly) {
  EXPECT_EQ(lower("AZ\xC3\x89[`"), "az\xC3\x89[`");
  EXPECT_EQ(upper("az\xC3\xA9{@"), "AZ\xC3\xA9{@");
  EXPECT_TRUE(equal_ignoring_case("aws:SourceIp", "AWS:sourceip"));
  EXPECT_FALSE(equal_ignoring_case("a", "ab"));
  EXPECT_FALSE(equal_ignoring_case("[", "{"));
}

TEST(Text, ReadsWholeIntegersOnly) {
  EXPECT_EQ(parse_int("-12"), -12);
  EXPECT_EQ(parse_int("9223372036854775807"), INT64_MAX);
  for (std::string text : {"", "1 ", " 1", "+1", "1.0", "9223372036854775808", "0x10"}) {
    EXPECT_EQ(parse_int(text), std::nullopt) << text;
  }
}

TEST(DidYouMean, FindsTheNearestIfOneIsNear) {
  const std::vector<std::string> keys = {"image", "instances", "memory", "variables"};
  EXPECT_EQ(did_you_mean("imgae", keys), "image");
  EXPECT_EQ(did_you_mean("instance", keys), "instances");
  EXPECT_EQ(did_you_mean("MEMORY", keys), "memory");
  EXPECT_EQ(did_you_mean("cpu", keys), std::nullopt);
  EXPECT_EQ(did_you_mean("", keys), std::nullopt);
}

TEST(Slug, IsADnsLabel) {
  EXPECT_EQ(slug("my Env_1", 63), "my-env-1");
  EXPECT_EQ(slug("--a  b--", 63), "a-b");
  EXPECT_EQ(slug("ab-cd", 3), "ab");
  EXPECT_EQ(slug("\xC3\xA9", 63), "");
}

TEST(Redact, HidesTokensAndLeavesTheRest) {
  EXPECT_EQ(redact("token eyJhbGciOi.eyJzdWIi.c2ln, then"), "token [redacted], then");
  EXPECT_EQ(redact("Bearer k8s-aws-v1.aHR0cHM6Ly9"), "Bearer [redacted]");
  EXPECT_EQ(redact("?X-Amz-Signature=abc123&X-Amz-Date=x"), "?X-Amz-Signature=[redacted]&X-Amz-Date=x");
  EXPECT_EQ(redact("X-Amz-Security-Token=IQoJ%2Fb"), "X-Amz-Security-Token=[redacted]");
  EXPECT_EQ(redact("SignedHeaders=host, Signature=0f"), "SignedHeaders=host, Signature=[redacted]");
  EXPECT_EQ(redact("nothing here"), "nothing here");
}

}  // namespace
}  // namespace base
