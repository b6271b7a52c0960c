// Who may make a call at all: signatures, keys, sessions, clocks; and what a denial tells.
#include <gtest/gtest.h>

#include "services/testing/embedded_account.h"

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

TEST_F(Calls, with_a_body_larger_than_any_are_refused) {
  std::string large(5 << 20, 'x');
  EXPECT_EQ(refusal(&account_.root(), "iam", "CreateUser", Object{{"UserName", large}}),
            "RequestEntityTooLarge 413");
  EXPECT_EQ(refusal(&account_.root(), "eks", "CreateCluster",
                    Object{{"name", "dev"}, {"roleArn", large}, {"resourcesVpcConfig", Object{}}}),
            "RequestEntityTooLargeException 413");
}

TEST_F(Calls, need_a_known_key_and_its_secret) {
  aws::Credentials unknown = account_.root();
  unknown.access_key_id = "AKIAUNKNOWN";
  EXPECT_EQ(refusal(&unknown, "sts", "GetCallerIdentity", Object{}), "InvalidClientTokenId 403");
  EXPECT_EQ(refusal(&unknown, "eks", "ListClusters", Object{}), "UnrecognizedClientException 403");
  aws::Credentials wrong = account_.root();
  wrong.secret_access_key = account_.other_root().secret_access_key;
  EXPECT_EQ(refusal(&wrong, "sts", "GetCallerIdentity", Object{}), "SignatureDoesNotMatch 403");
}

TEST_F(Calls, need_a_clock_that_is_right_to_a_quarter_of_an_hour) {
  using std::chrono::minutes;
  Sending nearly{.skew = minutes(14)};
  account_.must(account_.root(), "sts", "GetCallerIdentity", Object{}, nearly);
  for (auto skew : {minutes(-16), minutes(16)}) {
    EXPECT_EQ(refusal(&account_.root(), "sts", "GetCallerIdentity", Object{}, {.skew = skew}),
              "SignatureDoesNotMatch 403");
  }
}

class Sessions : public Calls {
 protected:
  Sessions() : alice_(make_user(account_, "alice")) {
    session_ = credentials_of(account_.must(alice_, "sts", "GetSessionToken", Object{}));
  }
  std::string identity(const aws::Credentials& who) {
    return refusal(&who, "sts", "GetCallerIdentity", Object{});
  }

  aws::Credentials alice_;
  aws::Credentials session_;
};

TEST_F(Sessions, need_their_token_and_no_other) {
  aws::Credentials bare = session_;
  bare.session_token = {};
  EXPECT_EQ(identity(bare), "InvalidClientTokenId 403");
  aws::Credentials swapped = session_;
  swapped.session_token =
      credentials_of(account_.must(alice_, "sts", "GetSessionToken", Object{})).session_token;
  EXPECT_EQ(identity(swapped), "InvalidClientTokenId 403");
  aws::Credentials long_term = alice_;
  long_term.session_token = session_.session_token;
  EXPECT_EQ(identity(long_term), "InvalidClientTokenId 403");
}

TEST_F(Sessions, cannot_be_forged) {
  const std::string token = session_.session_token.reveal();
  for (size_t at : {size_t{0}, token.size() / 2, token.size() - 4}) {
    aws::Credentials forged = session_;
    std::string changed = token;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    forged.session_token = base::Secret(changed);
    EXPECT_EQ(identity(forged), "InvalidClientTokenId 403") << "byte " << at;
  }
}

TEST_F(Sessions, end_with_their_user) {
  EXPECT_TRUE(identity(session_).starts_with("allowed"));
  account_.must(account_.root(), "iam", "DeleteAccessKey",
                Object{{"UserName", "alice"}, {"AccessKeyId", alice_.access_key_id}});
  EXPECT_TRUE(identity(session_).starts_with("allowed"));  // as with AWS: a session outlives its key
  account_.must(account_.root(), "iam", "DeleteUser", Object{{"UserName", "alice"}});
  EXPECT_EQ(identity(session_), "InvalidClientTokenId 403");
  account_.must(account_.root(), "iam", "CreateUser", Object{{"UserName", "alice"}});
  EXPECT_EQ(identity(session_), "InvalidClientTokenId 403");
}

TEST_F(Calls, secrets_are_in_no_message) {
  aws::Credentials wrong = account_.root();
  wrong.secret_access_key = base::Secret("a-secret-nobody-may-see");
  auto output = account_.call(wrong, "sts", "GetCallerIdentity", Object{});
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().message.find("secret-nobody"), std::string::npos);
  EXPECT_EQ(output.error().message.find(account_.root().secret_access_key.reveal()), std::string::npos);
}

// A denial comes with a sealed account of it, which its own account may open.
TEST_F(Calls, denials_can_be_decoded_by_the_account_that_was_denied) {
  aws::Credentials alice = make_user(account_, "alice", allow("sts:DecodeAuthorizationMessage"));
  EXPECT_EQ(refusal(&alice, "iam", "CreateUser", Object{{"UserName", "bob"}}), "AccessDenied 403");
  std::string message(account_.headers().get("x-slipway-authorization-message"));
  ASSERT_FALSE(message.empty());
  Object input{{"EncodedMessage", message}};
  auto decoded = *json::parse(
      account_.must(alice, "sts", "DecodeAuthorizationMessage", input).string_or("DecodedMessage", ""));
  EXPECT_EQ(decoded.find("allowed")->as_bool(), false);
  EXPECT_EQ(decoded.find("context")->string_or("action", ""), "iam:CreateUser");
  EXPECT_EQ(decoded.find("context")->string_or("resource", ""), "arn:aws:iam::111122223333:user/bob");

  aws::Credentials bob = make_user(account_, "bob");
  EXPECT_EQ(refusal(&bob, "sts", "DecodeAuthorizationMessage", input), "AccessDenied 403");
  EXPECT_EQ(refusal(&account_.other_root(), "sts", "DecodeAuthorizationMessage", input),
            "InvalidAuthorizationMessageException 400");
  message[message.size() / 2] = message[message.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_EQ(refusal(&alice, "sts", "DecodeAuthorizationMessage", Object{{"EncodedMessage", message}}),
            "InvalidAuthorizationMessageException 400");
  // What is no denial has no such message.
  account_.must(alice, "sts", "GetCallerIdentity", Object{});
  EXPECT_EQ(account_.headers().find("x-slipway-authorization-message"), nullptr);
}

TEST_F(Calls, conditions_see_how_a_call_comes) {
  aws::Credentials alice =
      make_user(account_, "alice", R"({"Version":"2012-10-17","Statement":{"Effect":"Allow",
      "Action":"eks:ListClusters","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"},
      "IpAddress":{"aws:SourceIp":"10.0.0.0/8"},"StringEquals":{"aws:RequestedRegion":"eu-west-3"},
      "DateLessThan":{"aws:CurrentTime":"2026-11-21T09:00:00Z"}}}})");
  Sending good{.peer = "10.1.2.3"};
  auto list = [&](const Sending& sending) {
    return refusal(&alice, "eks", "ListClusters", Object{}, sending);
  };
  EXPECT_EQ(list(good), "allowed: {\"clusters\":[]}");
  Sending plain = good;
  plain.tls = false;
  EXPECT_EQ(list(plain), "AccessDeniedException 403");
  Sending elsewhere = good;
  elsewhere.peer = "192.168.1.1";
  EXPECT_EQ(list(elsewhere), "AccessDeniedException 403");
  Sending abroad = good;
  abroad.region = "eu-west-1";
  EXPECT_EQ(list(abroad), "AccessDeniedException 403");
  account_.clock.advance(std::chrono::hours(1));
  EXPECT_EQ(list(good), "AccessDeniedException 403");
}

}  // namespace
}  // namespace account::testing
