#include "runtime/token/renewal.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/file.h"
#include "base/log.h"
#include "base/manual_clock.h"
#include "runtime/testing/test_folder.h"
#include "runtime/token/file.h"

namespace runtime {
namespace {

using std::chrono::seconds;

class TokenRenewalTest : public testing::Test {
 protected:
  TokenRenewalTest()
      : renewal_(
            folder_.path(), [this](const DesiredToken& desired) { return ask(desired); }, clock_) {
    desired_ = {.namespace_name = "z1-test",
                .service = "app",
                .service_account = "app",
                .cluster = "dev",
                .cluster_endpoint = "https://127.0.0.1:4566",
                .audience = "sts.amazonaws.com",
                .expiration = seconds(1000),
                .token_folder = folder_.path() + "/token-files/app"};
  }

  base::Result<std::string> ask(const DesiredToken& desired) {
    EXPECT_EQ(desired, desired_);
    ++asked_;
    if (!answers_) return base::fail(base::ErrorKind::unavailable, "the cluster does not answer");
    return token(clock_.now(), 1000);
  }
  static std::string token(base::Time now, int64_t life) {
    int64_t issued = base::to_seconds(now);
    return "e30." + base::base64url(fmt::format(R"({{"iat":{},"exp":{}}})", issued, issued + life)) + ".c2ln";
  }
  void begin() {
    ASSERT_TRUE(write_token(desired_.token_folder, token(clock_.now(), 1000)));
    ASSERT_TRUE(register_token(folder_.path(), desired_));
    renewal_.reload();
  }
  std::string now_there() { return read_token(desired_.token_folder).value_or(""); }
  int64_t seconds_to_next() { return (renewal_.step() - clock_.now()) / seconds(1); }

  TestFolder folder_;
  base::ManualClock clock_{base::from_seconds(1'800'000'000)};
  DesiredToken desired_;
  bool answers_ = true;
  int asked_ = 0;
  TokenRenewal renewal_;
};

TEST_F(TokenRenewalTest, AtEightyPercentOfItsLife) {
  begin();
  EXPECT_EQ(seconds_to_next(), 800);
  clock_.advance(seconds(799));
  renewal_.step();
  EXPECT_EQ(asked_, 0);
  clock_.advance(seconds(1));
  EXPECT_EQ(seconds_to_next(), 800);
  EXPECT_EQ(asked_, 1);
  EXPECT_EQ(now_there(), token(clock_.now(), 1000));
}

TEST_F(TokenRenewalTest, AFailureKeepsTheOldTokenAndIsTriedAgainWithGrowingPauses) {
  begin();
  std::string old = now_there();
  answers_ = false;
  clock_.advance(seconds(800));
  for (int64_t pause : {1, 2, 4, 8, 16, 32, 60, 60}) {
    EXPECT_EQ(seconds_to_next(), pause);
    renewal_.reload();  // a wake-up for another's sake does not hurry it
    clock_.advance(seconds(pause));
  }
  EXPECT_EQ(asked_, 8);
  EXPECT_EQ(now_there(), old);
  answers_ = true;
  EXPECT_EQ(seconds_to_next(), 800);
  EXPECT_NE(now_there(), old);
}

TEST_F(TokenRenewalTest, AMissingOrUnreadableTokenIsAskedForAtOnce) {
  begin();
  ASSERT_TRUE(replace_token(desired_.token_folder, "not a token"));
  renewal_.reload();
  renewal_.step();
  EXPECT_EQ(asked_, 1);
  EXPECT_EQ(now_there(), token(clock_.now(), 1000));
}

TEST_F(TokenRenewalTest, ATokenThatExpiresAtOnceIsNotAskedForWithoutEnd) {
  begin();
  ASSERT_TRUE(replace_token(desired_.token_folder, token(clock_.now() - seconds(5000), 1)));
  clock_.advance(std::chrono::hours(5));
  TokenRenewal short_lived(
      folder_.path(),
      [&](const DesiredToken&) -> base::Result<std::string> { return token(clock_.now(), 0); }, clock_);
  short_lived.reload();
  EXPECT_EQ(short_lived.step(), clock_.now() + seconds(10));
}

TEST_F(TokenRenewalTest, AForgottenOneIsLeftAlone) {
  begin();
  ASSERT_TRUE(forget_token(folder_.path(), "z1-test", "app"));
  EXPECT_FALSE(base::exists(desired_.token_folder));
  EXPECT_FALSE(base::exists(folder_.path() + "/tokens"));
  clock_.advance(seconds(900));
  renewal_.step();  // it has not heard yet
  EXPECT_EQ(asked_, 1);
  EXPECT_FALSE(base::exists(desired_.token_folder)) << "and does not bring the folder back";
  renewal_.reload();
  EXPECT_EQ(renewal_.step(), clock_.now() + std::chrono::hours(1));
  EXPECT_EQ(asked_, 1);
}

TEST_F(TokenRenewalTest, TheNextLifeGoesOnWhereThisOneWas) {
  begin();
  clock_.advance(seconds(300));
  TokenRenewal next(
      folder_.path(), [this](const DesiredToken& desired) { return ask(desired); }, clock_);
  next.reload();
  EXPECT_EQ(next.step(), clock_.now() + seconds(500));
  EXPECT_EQ(asked_, 0);
}

TEST_F(TokenRenewalTest, TheLogHoldsNoToken) {
  begin();
  clock_.advance(seconds(800));
  base::set_log_level(base::LogLevel::info);  // other tests may have set it
  testing::internal::CaptureStderr();
  renewal_.step();
  std::string log = testing::internal::GetCapturedStderr();
  EXPECT_NE(log.find("renewed the token of z1-test/app"), std::string::npos) << log;
  EXPECT_EQ(log.find("e30."), std::string::npos);
}

}  // namespace
}  // namespace runtime
