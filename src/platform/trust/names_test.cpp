#include "platform/trust/names.h"

#include <gtest/gtest.h>

#include "platform/desired/cpu_amount.h"
#include "platform/desired/memory_size.h"

namespace platform {
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

TEST(MemorySizeTest, UnitsArePowersOf1024) {
  const std::pair<const char*, int64_t> good[] = {
      {"128MB", 128LL << 20},  {"512Mi", 512LL << 20}, {"1GB", 1LL << 30},
      {"1.5Gi", 1536LL << 20}, {"128m", 128LL << 20},  {"64 MiB", 64LL << 20},
      {"4194304", 4194304},    {"4194304B", 4194304},  {"2T", 2LL << 40},
  };
  for (const auto& [text, bytes] : good) EXPECT_EQ(parse_memory(text), bytes) << text;
  for (const char* bad : {"", "MB", "-1MB", "lots", "1 0MB", "128MBB", "0x10M", "9999999T"}) {
    EXPECT_FALSE(parse_memory(bad)) << bad;
  }
  EXPECT_EQ(memory_text(128LL << 20), "128 MiB");
  EXPECT_EQ(memory_text(1LL << 30), "1 GiB");
}

TEST(CpuAmountTest, AsPeopleWriteIt) {
  const std::pair<const char*, int64_t> good[] = {{"500m", 500},      {"0.5", 500}, {"2", 2000},
                                                  {"1.25", 1250},     {"10m", 10},  {"0.001", 1},
                                                  {"1000", 1'000'000}};
  for (const auto& [text, milli] : good) EXPECT_EQ(parse_cpu(text), milli) << text;
  for (const char* bad : {"", "m", "-1", "1k", "half", "1001", "9999999"})
    EXPECT_FALSE(parse_cpu(bad)) << bad;
  EXPECT_EQ(cpu_text(500), "0.5 CPU");
}

}  // namespace
}  // namespace platform
