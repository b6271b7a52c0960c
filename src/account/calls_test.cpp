// Who may make a call at all: signatures, keys, clocks, and operations that nobody may call.
#include <gtest/gtest.h>

#include "account/testing/embedded_account.h"

namespace account::testing {
namespace {

using json::Object;

class Calls : public ::testing::Test {
 protected:
  // "CODE STATUS MESSAGE" of a call that must fail.
  std::string refusal(const aws::Credentials* who, std::string_view service, std::string_view operation,
                      const json::Value& input, const Sending& sending = {}) {
    auto output = account_.call(who, service, operation, input, sending);
    if (output) return "allowed: " + json::dump(*output);
    return fmt::format("{} {}", output.error().code, account_.status());
  }

  EmbeddedAccount account_;
};

TEST_F(Calls, root_may_do_everything_in_its_own_account) {
  json::Value who = account_.must(account_.root(), "sts", "GetCallerIdentity", Object{});
  EXPECT_EQ(who.string_or("Account", ""), kFirst);
  EXPECT_EQ(who.string_or("Arn", ""), "arn:aws:iam::111122223333:root");
  EXPECT_EQ(who.string_or("UserId", ""), kFirst);
  json::Value made = account_.must(account_.root(), "iam", "CreateUser", Object{{"UserName", "alice"}});
  EXPECT_EQ(made.find("User")->string_or("Arn", ""), "arn:aws:iam::111122223333:user/alice");
}

TEST_F(Calls, accounts_are_kept_apart) {
  make_user(account_, "alice");
  EXPECT_EQ(refusal(&account_.other_root(), "iam", "GetUser", Object{{"UserName", "alice"}}),
            "NoSuchEntity 404");
}

TEST_F(Calls, unsigned_ones_are_refused) {
  EXPECT_EQ(refusal(nullptr, "sts", "GetCallerIdentity", Object{}), "MissingAuthenticationToken 403");
  EXPECT_EQ(refusal(nullptr, "iam", "ListUsers", Object{}), "MissingAuthenticationToken 403");
}

}  // namespace
}  // namespace account::testing
