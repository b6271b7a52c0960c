#include "account/server/call_log.h"

#include <gtest/gtest.h>

#include "policy/policy.h"

namespace account {
namespace {

const base::Time kNow = *base::parse_iso8601("2026-11-28T12:00:00Z");

class CallLogTest : public testing::Test {
 protected:
  // `statement`: of the only policy; empty: there is no policy.
  void decide(std::string_view id, const std::string& action, std::string_view statement) {
    policy::Request request;
    request.action = action;
    request.resource = "arn:aws:s3:::b";
    policy::Layers layers;
    if (!statement.empty()) {
      std::string text = fmt::format(R"({{"Version": "2012-10-17", "Statement": [{}]}})", statement);
      layers.identity.push_back(*policy::compile(text, policy::Kind::identity, "mine"));
    }
    request.principal.type = policy::PrincipalType::user;
    request.principal.arn = "arn:aws:iam::111122223333:user/alice";
    request.principal.account = request.resource_account = "111122223333";
    log_.decided({id, request, policy::evaluate(request, layers)});
  }
  void answer(std::string_view id, int status, std::string_view code = "") {
    log_.answered({id, kNow, base::Milliseconds(3), "arn:aws:iam::111122223333:user/alice", "s3",
                   "ListBuckets", "eu-west-3", status, code});
  }
  std::vector<LoggedCall> after(uint64_t number) {
    return log_.after(number, base::Deadline::in(base::Milliseconds(0)));
  }

  std::vector<uint64_t> heard_;
  CallLog log_{3, [this](const LoggedCall& call) { heard_.push_back(call.number); }};
};

TEST_F(CallLogTest, TellsWhatWasDecidedOfEachCall) {
  decide("1", "s3:ListAllMyBuckets",
         R"({"Sid": "Lists", "Effect": "Allow", "Action": "s3:List*", "Resource": "*"})");
  decide("2", "s3:ListAllMyBuckets", "");
  answer("2", 403, "AccessDenied");
  answer("1", 200);
  std::vector<LoggedCall> calls = after(0);
  ASSERT_EQ(calls.size(), 2U);
  EXPECT_EQ(calls[0].decisions.at(0).outcome, "implicitDeny");
  EXPECT_EQ(calls[0].error_code, "AccessDenied");
  EXPECT_EQ(calls[1].decisions.at(0).by, "mine, Lists");
  EXPECT_EQ(calls[1].time, "2026-11-28T12:00:00.000Z");
  EXPECT_EQ(heard_, (std::vector<uint64_t>{1, 2}));
}

TEST_F(CallLogTest, IsReadAsItWasWritten) {
  decide("1", "s3:ListAllMyBuckets", R"({"Effect": "Allow", "Action": "s3:List*", "Resource": "*"})");
  answer("1", 200);
  json::Value written = to_json(after(0).at(0));
  EXPECT_EQ(to_json(call_from(written)), written);
}

TEST_F(CallLogTest, TellsOnceWhatWasAskedTwice) {
  decide("1", "s3:PutObject", "");
  decide("1", "s3:PutObjectTagging", "");
  decide("1", "s3:PutObject", "");
  answer("1", 403);
  EXPECT_EQ(after(0).at(0).decisions.size(), 2U);
}

TEST_F(CallLogTest, KeepsTheLastOnes) {
  for (int i = 1; i <= 5; ++i) answer(std::to_string(i), 200);
  std::vector<LoggedCall> calls = after(0);
  ASSERT_EQ(calls.size(), 3U);
  EXPECT_EQ(calls.front().number, 3U);
  EXPECT_EQ(after(4).size(), 1U);
  EXPECT_TRUE(after(5).empty());
}

}  // namespace
}  // namespace account
