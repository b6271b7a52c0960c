// AssumeRoleWithWebIdentity against an issuer on a real TLS server. What forged tokens do is told in
// identity/attacks.yaml; here is what stands around the token: provider, role, trust policy, session.
#include <gtest/gtest.h>

#include "identity/testing/fake_issuer.h"
#include "services/testing/embedded_account.h"

namespace account::testing {
namespace {

using identity::testing::FakeIssuer;
using identity::testing::forge;
using json::Array;
using json::Object;

const std::string kIssuerKey = identity::testing::kIssuer.substr(8);  // without https://
const std::string kProvider = "arn:aws:iam::" + kFirst + ":oidc-provider/" + kIssuerKey;
const std::string kRole = "arn:aws:iam::" + kFirst + ":role/app";
const std::string kNotAuthorized = "AccessDenied 403 Not authorized to perform sts:AssumeRoleWithWebIdentity";

FakeIssuer& issuer() {
  static FakeIssuer made;
  return made;
}

class WebIdentity : public ::testing::Test {
 protected:
  WebIdentity() {
    issuer().behave(nullptr, identity::testing::key_set(Array{"rsa"}));
    account_.clock.set(identity::testing::kNow);
    register_provider(account_.root());
    make_role(
        Object{{"StringEquals", Object{{kIssuerKey + ":sub", "system:serviceaccount:z1-production:debian"},
                                       {kIssuerKey + ":aud", "sts.amazonaws.com"}}}});
  }

  void register_provider(const aws::Credentials& who) {
    account_.must(who, "iam", "CreateOpenIDConnectProvider",
                  Object{{"Url", identity::testing::kIssuer},
                         {"ClientIDList", Array{"sts.amazonaws.com"}},
                         {"ThumbprintList", Array{issuer().top_thumbprint()}}});
  }

  static std::string trust_document(json::Value condition, json::Value actions) {
    json::Value statement = Object{{"Effect", "Allow"},
                                   {"Principal", Object{{"Federated", kProvider}}},
                                   {"Action", std::move(actions)},
                                   {"Condition", std::move(condition)}};
    return json::dump(Object{{"Version", "2012-10-17"}, {"Statement", Array{std::move(statement)}}});
  }
  void make_role(json::Value condition, json::Value actions = "sts:AssumeRoleWithWebIdentity") {
    account_.must(
        account_.root(), "iam", "CreateRole",
        Object{{"RoleName", "app"},
               {"AssumeRolePolicyDocument", trust_document(std::move(condition), std::move(actions))}});
  }
  void trust_on(json::Value condition, json::Value actions = "sts:AssumeRoleWithWebIdentity") {
    account_.must(account_.root(), "iam", "UpdateAssumeRolePolicy",
                  Object{{"RoleName", "app"},
                         {"PolicyDocument", trust_document(std::move(condition), std::move(actions))}});
  }
  void allow_role(const std::string& document) {
    account_.must(account_.root(), "iam", "PutRolePolicy",
                  Object{{"RoleName", "app"}, {"PolicyName", "inline"}, {"PolicyDocument", document}});
  }

  // A good token, with these claims changed.
  static std::string token(Object claims = {}) {
    if (!claims.contains("sub")) claims.set("sub", "system:serviceaccount:z1-production:debian");
    return forge(Object{{"claims", std::move(claims)}});
  }
  static Object input(const std::string& web_identity_token, const std::string& role = kRole) {
    return Object{{"RoleArn", role}, {"RoleSessionName", "s1"}, {"WebIdentityToken", web_identity_token}};
  }
  // "ok", or "CODE STATUS MESSAGE".
  std::string result(const Object& in, const aws::Credentials* who = nullptr) {
    auto output = account_.call(who, "sts", "AssumeRoleWithWebIdentity", in);
    if (output) {
      session_ = credentials_of(*output);
      return "ok";
    }
    return fmt::format("{} {} {}", output.error().code, account_.status(), output.error().message);
  }

  // Where nobody listens, there is an issuer, too.
  static identity::KeyCache::Options issuers() {
    identity::KeyCache::Options options = issuer().options();
    options.overrides["unreachable.example"] = {"127.0.0.1", 1};
    return options;
  }

  EmbeddedAccount account_{issuers()};
  aws::Credentials session_;
};

TEST_F(WebIdentity, a_good_token_becomes_a_session_of_the_role) {
  auto output = account_.call(nullptr, "sts", "AssumeRoleWithWebIdentity", input(token()));
  ASSERT_TRUE(output) << output.error().message;
  EXPECT_EQ(output->string_or("SubjectFromWebIdentityToken", ""),
            "system:serviceaccount:z1-production:debian");
  EXPECT_EQ(output->string_or("Audience", ""), "sts.amazonaws.com");
  EXPECT_EQ(output->string_or("Provider", ""), kProvider);
  EXPECT_EQ(output->find("AssumedRoleUser")->string_or("Arn", ""),
            "arn:aws:sts::111122223333:assumed-role/app/s1");
  json::Value who = account_.must(credentials_of(*output), "sts", "GetCallerIdentity", Object{});
  EXPECT_EQ(who.string_or("Arn", ""), "arn:aws:sts::111122223333:assumed-role/app/s1");
}

TEST_F(WebIdentity, needs_a_provider_in_the_account_of_the_role) {
  account_.must(account_.root(), "iam", "DeleteOpenIDConnectProvider",
                Object{{"OpenIDConnectProviderArn", kProvider}});
  register_provider(account_.other_root());
  EXPECT_TRUE(result(input(token())).starts_with("InvalidIdentityToken 400 No OpenIDConnect provider found"))
      << result(input(token()));
}

TEST_F(WebIdentity, does_not_say_whether_there_is_such_a_role) {
  EXPECT_EQ(result(input(token(), "arn:aws:iam::111122223333:role/absent")), kNotAuthorized);
  EXPECT_EQ(result(input(token(), "arn:aws:iam::111122223333:role/path/app")), kNotAuthorized);
  EXPECT_EQ(result(input(token({{"sub", "system:serviceaccount:z1-production:other"}}))), kNotAuthorized);
}

TEST_F(WebIdentity, takes_no_role_that_trusts_other_providers_or_nobody) {
  account_.must(account_.root(), "iam", "UpdateAssumeRolePolicy",
                Object{{"RoleName", "app"}, {"PolicyDocument", trust(kFirst)}});
  EXPECT_EQ(result(input(token())), kNotAuthorized);
}

TEST_F(WebIdentity, refuses_what_is_wrong_with_the_token_in_the_words_of_sts) {
  int64_t now = base::to_seconds(account_.clock.now());
  EXPECT_TRUE(result(input(token({{"exp", now - 1}}))).starts_with("ExpiredTokenException 400"));
  EXPECT_TRUE(result(input(token({{"aud", "vault"}})))
                  .starts_with("InvalidIdentityToken 400 Incorrect token audience"));
  EXPECT_TRUE(result(input(forge(Object{{"key", "stranger"}}))).starts_with("InvalidIdentityToken 400"));
  EXPECT_TRUE(result(input("no.token.atall")).starts_with("InvalidIdentityToken 400"));
  issuer().behave(nullptr, identity::testing::key_set(Array{"rsa"}));
}

TEST_F(WebIdentity, says_when_the_issuer_does_not_answer) {
  json::Value broken = Object{{"keys_status", 500}};
  issuer().behave(&broken, "{}");
  EXPECT_TRUE(result(input(token())).starts_with("IDPCommunicationError 400")) << result(input(token()));
}

TEST_F(WebIdentity, checks_its_parameters) {
  Object in = input(token(), "app");
  in.set("RoleArn", "not-an-arn-of-any-role");
  EXPECT_TRUE(result(in).starts_with("ValidationError 400"));
  in = input(token());
  in.set("DurationSeconds", 7200);
  EXPECT_TRUE(result(in).starts_with("ValidationError 400 The requested DurationSeconds exceeds"));
  in = input(token());
  in.set("ProviderId", "www.amazon.com");
  EXPECT_TRUE(result(in).starts_with("ValidationError 400"));
  in = input(token());
  in.set("Policy", "{}");
  EXPECT_TRUE(result(in).starts_with("MalformedPolicyDocument 400"));
  in = input(token());
  in.set("Policy", std::string(2049, ' '));
  EXPECT_TRUE(result(in).starts_with("ValidationError 400"));
}

TEST_F(WebIdentity, asks_a_multivalued_amr) {
  trust_on(Object{{"ForAnyValue:StringEquals", Object{{kIssuerKey + ":amr", "mfa"}}}});
  EXPECT_EQ(result(input(token())), kNotAuthorized);
  EXPECT_EQ(result(input(token({{"amr", Array{"pwd"}}}))), kNotAuthorized);
  EXPECT_EQ(result(input(token({{"amr", Array{"pwd", "mfa"}}}))), "ok");
}

TEST_F(WebIdentity, tags_and_source_identity_are_rights_of_their_own) {
  json::Value tags =
      Object{{"principal_tags", Object{{"team", Array{"blue"}}}}, {"transitive_tag_keys", Array{"team"}}};
  std::string tagged = token({{"https://aws.amazon.com/tags", tags}});
  std::string named = token({{"https://aws.amazon.com/source_identity", "jane"}});
  EXPECT_EQ(result(input(tagged)), kNotAuthorized);
  EXPECT_EQ(result(input(named)), kNotAuthorized);
  trust_on(Object{{"StringEquals", Object{{kIssuerKey + ":aud", "sts.amazonaws.com"}}}},
           Array{"sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:SetSourceIdentity"});
  allow_role(
      R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:ListUsers","Resource":"*",)"
      R"("Condition":{"StringEquals":{"aws:PrincipalTag/team":"blue"}}}})");
  ASSERT_EQ(result(input(named)), "ok");
  EXPECT_FALSE(account_.call(session_, "iam", "ListUsers", Object{}));
  ASSERT_EQ(result(input(tagged)), "ok");
  EXPECT_TRUE(account_.call(session_, "iam", "ListUsers", Object{}));
}

TEST_F(WebIdentity, claims_carry_on_into_the_session) {
  allow_role(fmt::format(
      R"({{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"iam:ListUsers","Resource":"*",)"
      R"("Condition":{{"StringLike":{{"{0}:sub":"system:serviceaccount:z1-*:debian"}},)"
      R"("StringEquals":{{"aws:FederatedProvider":"{1}"}}}}}}}})",
      kIssuerKey, kProvider));
  ASSERT_EQ(result(input(token())), "ok");
  EXPECT_TRUE(account_.call(session_, "iam", "ListUsers", Object{}));
  EXPECT_FALSE(account_.call(session_, "iam", "ListRoles", Object{}));
}

// Whoever signs the call lends nothing to the trust policy: neither identity nor tags.
TEST_F(WebIdentity, a_signature_does_not_count) {
  account_.must(account_.root(), "iam", "CreateUser",
                Object{{"UserName", "alice"}, {"Tags", Array{Object{{"Key", "team"}, {"Value", "blue"}}}}});
  aws::Credentials alice =
      credentials_of(account_.must(account_.root(), "iam", "CreateAccessKey", Object{{"UserName", "alice"}}));
  trust_on(Object{{"StringEquals", Object{{"aws:PrincipalTag/team", "blue"}}}});
  EXPECT_EQ(result(input(token()), &alice), kNotAuthorized);
  trust_on(Object{{"StringLike", Object{{"aws:PrincipalArn", "*"}}}});
  EXPECT_EQ(result(input(token()), &alice), kNotAuthorized);
  trust_on(Object{{"StringLike", Object{{kIssuerKey + ":sub", "*"}}}});
  EXPECT_EQ(result(input(token()), &alice), "ok");
}

TEST_F(WebIdentity, a_provider_without_thumbprint_gets_that_of_its_issuer) {
  account_.must(account_.root(), "iam", "DeleteOpenIDConnectProvider",
                Object{{"OpenIDConnectProviderArn", kProvider}});
  account_.must(account_.root(), "iam", "CreateOpenIDConnectProvider",
                Object{{"Url", identity::testing::kIssuer}, {"ClientIDList", Array{"sts.amazonaws.com"}}});
  json::Value provider = account_.must(account_.root(), "iam", "GetOpenIDConnectProvider",
                                       Object{{"OpenIDConnectProviderArn", kProvider}});
  EXPECT_EQ(*provider.find("ThumbprintList"), json::Value(Array{issuer().top_thumbprint()}));
  EXPECT_EQ(result(input(token())), "ok");
  auto unreachable = account_.call(account_.root(), "iam", "CreateOpenIDConnectProvider",
                                   Object{{"Url", "https://unreachable.example/id"}});
  ASSERT_FALSE(unreachable);
  EXPECT_EQ(unreachable.error().code, "OpenIdIdpCommunicationError");
}

}  // namespace
}  // namespace account::testing
