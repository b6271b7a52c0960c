// A clock that is moved from outside: what follows it, and what goes by the machine's all the same.
#include "account/server/moved_clock.h"

#include <gtest/gtest.h>

#include <thread>

#include "account/call/account_clock.h"
#include "base/file.h"
#include "services/all.h"
#include "services/testing/embedded_account.h"

namespace account::testing {
namespace {

using namespace std::chrono_literals;
using json::Object;

// An account as a server has it: the test's clock is the machine's.
class MovedClockTest : public ::testing::Test {
 protected:
  MovedClockTest() { facilities_.memory.part<ServedClock>().clock = &clock_; }

  base::Status advance(base::Milliseconds by) { return moved_.advance(facilities_, gateway_.due_work(), by); }
  aws::Result<json::Value> call(const aws::Credentials& who, std::string_view service,
                                std::string_view operation, const json::Value& input = Object{}) {
    return account_.call_through(gateway_, who, service, operation, input);
  }
  std::string code(const aws::Credentials& who, std::string_view service, std::string_view operation,
                   const json::Value& input = Object{}) {
    auto answer = call(who, service, operation, input);
    return answer ? "" : answer.error().code;
  }
  std::string state_of_cluster() {
    auto answer = call(account_.root(), "eks", "DescribeCluster", Object{{"name", "prod"}});
    return answer ? std::string(answer->find("cluster")->string_or("status", "")) : answer.error().code;
  }

  EmbeddedAccount account_;
  AccountClock clock_{account_.clock};
  Facilities facilities_{account_.store(),
                         clock_,
                         account_.random,
                         account_.facilities().authorizer,
                         account_.facilities().own_keys,
                         account_.facilities().public_keys,
                         account_.facilities().seal_key,
                         account_.data_dir().objects(),
                         "https://127.0.0.1:4566",
                         "authority",
                         account_.facilities().issuer_key};
  Gateway gateway_{account_.store(), facilities_, services::all(), {}};
  MovedClock moved_{account_.data_dir()};
};

TEST_F(MovedClockTest, states_and_due_work_follow_and_signatures_do_not) {
  facilities_.speed = Speed::real();
  ASSERT_EQ(
      code(account_.root(), "eks", "CreateCluster",
           Object{{"name", "prod"},
                  {"roleArn", "arn:aws:iam::" + kFirst + ":role/cluster"},
                  {"resourcesVpcConfig", Object{{"subnetIds", json::Array{"subnet-on-this-machine-1",
                                                                          "subnet-on-this-machine-2"}}}}}),
      "InvalidParameterException");  // there is no such role
  ASSERT_EQ(code(account_.root(), "iam", "CreateRole",
                 Object{{"RoleName", "cluster"},
                        {"AssumeRolePolicyDocument",
                         R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":)"
                         R"("eks.amazonaws.com"},"Action":"sts:AssumeRole"}})"}}),
            "");
  ASSERT_EQ(
      code(account_.root(), "eks", "CreateCluster",
           Object{{"name", "prod"},
                  {"roleArn", "arn:aws:iam::" + kFirst + ":role/cluster"},
                  {"resourcesVpcConfig", Object{{"subnetIds", json::Array{"subnet-on-this-machine-1",
                                                                          "subnet-on-this-machine-2"}}}}}),
      "");
  EXPECT_EQ(state_of_cluster(), "CREATING");
  ASSERT_TRUE(advance(1h));
  EXPECT_EQ(state_of_cluster(), "ACTIVE");
  ASSERT_EQ(code(account_.root(), "eks", "DeleteCluster", Object{{"name", "prod"}}), "");
  EXPECT_EQ(state_of_cluster(), "DELETING");
  ASSERT_TRUE(advance(1h));
  EXPECT_EQ(state_of_cluster(), "ResourceNotFoundException");
  EXPECT_EQ(clock_of(facilities_).int_or("aheadMs", 0), 7'200'000);
}

TEST_F(MovedClockTest, credentials_expire_and_those_of_now_are_good) {
  aws::Credentials session =
      credentials_of(*call(account_.root(), "sts", "GetSessionToken", Object{{"DurationSeconds", 900}}));
  EXPECT_EQ(code(session, "sts", "GetCallerIdentity"), "");
  ASSERT_TRUE(advance(15min));
  EXPECT_EQ(code(session, "sts", "GetCallerIdentity"), "ExpiredToken");
  session =
      credentials_of(*call(account_.root(), "sts", "GetSessionToken", Object{{"DurationSeconds", 900}}));
  EXPECT_EQ(code(session, "sts", "GetCallerIdentity"), "");
}

TEST_F(MovedClockTest, goes_forward_only_and_not_too_far) {
  for (base::Milliseconds by : {base::Milliseconds(0), base::Milliseconds(-1), base::Milliseconds(INT64_MIN),
                                base::Milliseconds(INT64_MAX), kLongestAdvance + 1ms}) {
    auto refused = advance(by);
    ASSERT_FALSE(refused) << by.count();
    EXPECT_EQ(refused.error().kind, base::ErrorKind::invalid);
  }
  EXPECT_EQ(clock_.ahead().count(), 0);
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(advance(kLongestAdvance));
  EXPECT_FALSE(advance(1ms));
  EXPECT_EQ(clock_.ahead(), kFarthestAhead);
}

TEST_F(MovedClockTest, is_kept_and_set_back) {
  EXPECT_EQ(moved_.read()->count(), 0);
  ASSERT_TRUE(advance(10min));
  EXPECT_EQ(*moved_.read(), base::Milliseconds(10min));
  ASSERT_TRUE(moved_.set_back(facilities_));
  EXPECT_EQ(moved_.read()->count(), 0);
  EXPECT_EQ(facilities_.clock.now(), account_.clock.now());
}

TEST_F(MovedClockTest, a_damaged_file_is_told) {
  std::string path = account_.data_dir().authority();
  path.replace(path.rfind('/'), std::string::npos, "/clock.json");
  for (const char* text : {"", "{}", "[]", "{\"aheadMs\": -1}", "{\"aheadMs\": 9223372036854775807}"}) {
    ASSERT_TRUE(base::write_file_atomically(path, text));
    EXPECT_FALSE(moved_.read()) << text;
  }
}

TEST_F(MovedClockTest, whoever_waits_goes_on_when_it_is_moved_there) {
  bool reached = false;
  {
    std::jthread waiter([&] { reached = clock_.wait_until(account_.clock.now() + 1h, {}); });
    clock_.set_ahead(30min);
    clock_.set_ahead(1h);
  }
  EXPECT_TRUE(reached);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(clock_.wait_until(account_.clock.now() + 9h, stop.get_token()));
}

}  // namespace
}  // namespace account::testing
