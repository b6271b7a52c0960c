#include "account/call/rates.h"

#include <gtest/gtest.h>

namespace account {
namespace {

using namespace std::chrono_literals;
using json::Array;
using json::Object;

constexpr Throttling kOfEc2{"RequestLimitExceeded", 503, "Request limit exceeded."};
constexpr Throttling kOfOthers{"Throttling", 400, "Rate exceeded"};
constexpr Rate kTable[] = {
    {"ec2", "DescribeVolumes", 2, 1, kOfEc2, true},
    {"ec2", "Describe*", 4, 2, kOfEc2},
    {"ec2", "RunInstances", 10, 1, kOfEc2, false, {}, "MaxCount"},
    {"ec2", "TerminateInstances", 3, 1, kOfEc2, false, {}, "InstanceIds"},
    {"ec2", "RunInstances", 2, 1, kOfEc2},
    {"ec2", "*", 3, 0.5, kOfEc2},
    {"sts", "*", 2, 2, kOfOthers, false, "sts"},
};

class RatesTest : public ::testing::Test {
 protected:
  RatesTest() { rates_.enforce(kTable); }

  // How many of so many calls at once are let through.
  int let_through(std::string_view service, std::string_view operation, const json::Value& input = Object{},
                  std::string_view account = "1", std::string_view region = "eu-west-3") {
    int count = 0;
    for (int i = 0; i < 20; ++i) count += !rates_.take({account, region, service, operation, input, now_});
    return count;
  }
  std::string code(std::string_view service, std::string_view operation) {
    auto refused = rates_.take({"1", "eu-west-3", service, operation, Object{}, now_});
    return refused ? refused->code : "";
  }

  Rates rates_;
  base::Time now_ = base::from_seconds(1'795'249'800);
};

TEST_F(RatesTest, each_operation_has_a_bucket_that_refills) {
  EXPECT_EQ(let_through("ec2", "DescribeVpcs"), 4);
  EXPECT_EQ(let_through("ec2", "DescribeSubnets"), 4);
  EXPECT_EQ(code("ec2", "DescribeVpcs"), "RequestLimitExceeded");
  now_ += 500ms;
  EXPECT_EQ(let_through("ec2", "DescribeVpcs"), 1);
  now_ += 10min;
  EXPECT_EQ(let_through("ec2", "DescribeVpcs"), 4) << "no more than it holds";
}

TEST_F(RatesTest, so_has_each_account_and_region) {
  EXPECT_EQ(let_through("ec2", "CreateVpc"), 3);
  EXPECT_EQ(let_through("ec2", "CreateVpc", Object{}, "2"), 3);
  EXPECT_EQ(let_through("ec2", "CreateVpc", Object{}, "1", "us-east-1"), 3);
}

TEST_F(RatesTest, who_asks_for_everything_may_less_often) {
  EXPECT_EQ(let_through("ec2", "DescribeVolumes"), 2);
  EXPECT_EQ(let_through("ec2", "DescribeVolumes", Object{{"MaxResults", 5}}), 4);
}

TEST_F(RatesTest, a_bucket_may_be_shared) {
  EXPECT_EQ(let_through("sts", "AssumeRole"), 2);
  EXPECT_EQ(code("sts", "GetCallerIdentity"), "Throttling");
}

TEST_F(RatesTest, what_is_asked_for_counts_too) {
  EXPECT_EQ(let_through("ec2", "RunInstances", Object{{"MaxCount", 11}}), 0) << "and takes nothing";
  EXPECT_EQ(let_through("ec2", "RunInstances", Object{{"MaxCount", 10}}), 1);
  now_ += 1s;
  EXPECT_EQ(let_through("ec2", "RunInstances", Object{{"MaxCount", 1}}), 1);
  EXPECT_EQ(let_through("ec2", "TerminateInstances", Object{{"InstanceIds", Array{"a", "b"}}}), 1);
}

TEST_F(RatesTest, what_has_no_row_has_no_limit) {
  EXPECT_EQ(let_through("s3", "ListBuckets"), 20);
  Rates none;
  for (int i = 0; i < 100; ++i)
    EXPECT_FALSE(none.take({"1", "eu-west-3", "ec2", "CreateVpc", Object{}, now_}));
}

}  // namespace
}  // namespace account
