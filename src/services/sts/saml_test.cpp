// SAML providers, and AssumeRoleWithSAML with a response that other tools have signed. What forged ones do is told in
// identity/saml_response_test.cpp; here is what stands around it: provider, role, trust policy, session.
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/file.h"
#include "services/testing/embedded_account.h"
#include "tests/source_dir.h"

namespace account::testing {
namespace {

using json::Array;
using json::Object;

const std::string kProvider = "arn:aws:iam::111122223333:saml-provider/corp";
const std::string kRole = "arn:aws:iam::111122223333:role/app";

std::string read(const std::string& name) {
  return *base::read_file(std::string(SLIPWAY_SOURCE_DIR) + "/src/identity/testdata/saml/" + name);
}

class Saml : public ::testing::Test {
 protected:
  Saml() {
    account_.clock.set(*base::parse_iso8601("2027-01-15T08:01:00Z"));
    must("CreateSAMLProvider", {{"Name", "corp"}, {"SAMLMetadataDocument", read("metadata.xml")}});
    must("CreateRole", {{"RoleName", "app"}, {"AssumeRolePolicyDocument", trust_on(Object{})}});
  }

  json::Value must(std::string_view operation, const Object& input) {
    return account_.must(account_.root(), "iam", operation, input);
  }
  static std::string trust_on(Object condition,
                              json::Value actions = Array{"sts:AssumeRoleWithSAML", "sts:TagSession"}) {
    Object statement{
        {"Effect", "Allow"}, {"Principal", Object{{"Federated", kProvider}}}, {"Action", std::move(actions)}};
    if (!condition.empty()) statement.set("Condition", std::move(condition));
    return json::dump(Object{{"Version", "2012-10-17"}, {"Statement", Array{std::move(statement)}}});
  }
  // The condition on the session alone, not on its tags.
  static std::string both_statements(Object condition) {
    json::Value session = *json::parse(trust_on(std::move(condition), "sts:AssumeRoleWithSAML"));
    json::Value tags = *json::parse(trust_on(Object{}, "sts:TagSession"));
    json::Array& all = session.as_object().find("Statement")->as_array();
    all.push_back(tags.find("Statement")->as_array().front());
    return json::dump(session);
  }
  void trust(const std::string& document) {
    must("UpdateAssumeRolePolicy", {{"RoleName", "app"}, {"PolicyDocument", document}});
  }
  static Object input() {
    return {{"RoleArn", kRole},
            {"PrincipalArn", kProvider},
            {"SAMLAssertion", base::base64(read("assertion_signed.xml"))}};
  }
  // "ok", or "CODE STATUS MESSAGE".
  std::string result(const Object& in) {
    auto output = account_.call(nullptr, "sts", "AssumeRoleWithSAML", in);
    if (!output)
      return fmt::format("{} {} {}", output.error().code, account_.status(), output.error().message);
    output_ = std::move(*output);
    return "ok";
  }

  EmbeddedAccount account_;
  json::Value output_;
};

const std::string kNotAuthorized = "AccessDenied 403 Not authorized to perform sts:AssumeRoleWithSAML";

TEST_F(Saml, a_good_response_becomes_a_session_of_the_role) {
  must("PutRolePolicy",
       {{"RoleName", "app"},
        {"PolicyName", "p"},
        {"PolicyDocument",
         R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:ListUsers","Resource":"*",)"
         R"("Condition":{"StringEquals":{"saml:sub":"jörg&co","aws:PrincipalTag/team":"blue"},)"
         R"("ForAnyValue:StringEquals":{"saml:edupersonaffiliation":"member"}}}})"}});
  ASSERT_EQ(result(input()), "ok");
  EXPECT_EQ(output_.string_or("Subject", ""), "jörg&co");
  EXPECT_EQ(output_.string_or("SubjectType", ""), "persistent");
  EXPECT_EQ(output_.string_or("Issuer", ""), "https://idp.example.com/saml");
  EXPECT_EQ(output_.string_or("Audience", ""), "https://signin.aws.amazon.com/saml");
  EXPECT_EQ(output_.string_or("NameQualifier", "").size(), 28u);
  EXPECT_EQ(output_.find("AssumedRoleUser")->string_or("Arn", ""),
            "arn:aws:sts::111122223333:assumed-role/app/joerg@example.com");
  // The identity provider's session ends first.
  EXPECT_EQ(output_.find("Credentials")->int_or("Expiration", 0),
            base::to_ms(*base::parse_iso8601("2027-01-15T08:30:00Z")));
  EXPECT_TRUE(account_.call(credentials_of(output_), "iam", "ListUsers", Object{}));
  EXPECT_FALSE(account_.call(credentials_of(output_), "iam", "ListRoles", Object{}));
}

TEST_F(Saml, the_trust_policy_decides) {
  struct Row {
    std::string trust, result;
  };
  Object aud{{"StringEquals", Object{{"saml:aud", "https://signin.aws.amazon.com/saml"}}}};
  const Row kRows[] = {
      {trust_on(aud), "ok"},
      {trust_on({{"StringEquals", Object{{"saml:aud", "https://elsewhere.example.com"}}}}), kNotAuthorized},
      {trust_on(
           {{"StringEquals", Object{{"saml:doc", "111122223333/corp"}, {"saml:sub_type", "persistent"}}}}),
       "ok"},
      {both_statements(Object{{"StringEquals", Object{{"sts:RoleSessionName", "joerg@example.com"}}}}), "ok"},
      {both_statements(Object{{"StringEquals", Object{{"sts:RoleSessionName", "else"}}}}), kNotAuthorized},
      // sts:TagSession has no such key (Service Authorization Reference, AWS STS).
      {trust_on({{"StringEquals", Object{{"sts:RoleSessionName", "joerg@example.com"}}}}), kNotAuthorized},
      {trust_on({{"StringEquals", Object{{"aws:RequestTag/team", "red"}}}}), kNotAuthorized},
      {trust_on(aud, "sts:AssumeRoleWithSAML"), kNotAuthorized},  // tags are a right of their own
      {testing::trust(kFirst), kNotAuthorized},
  };
  for (const Row& row : kRows) {
    trust(row.trust);
    EXPECT_EQ(result(input()), row.result) << row.trust;
  }
}

TEST_F(Saml, what_is_wrong_is_said_in_the_words_of_sts) {
  Object in = input();
  in.set("RoleArn", "arn:aws:iam::111122223333:role/other");
  EXPECT_EQ(result(in),
            "InvalidIdentityToken 400 SAML Assertion doesn't contain the requested Role and Metadata in "
            "the attributes");
  in = input();
  in.set("SAMLAssertion", "not/base64");
  EXPECT_EQ(result(in), "InvalidIdentityToken 400 Invalid base64 SAMLResponse");
  in = input();
  in.set("PrincipalArn", "arn:aws:iam::111122223333:saml-provider/other");
  EXPECT_EQ(result(in), "InvalidIdentityToken 400 Specified provider doesn't exist");
  in = input();
  in.set("DurationSeconds", 7200);
  EXPECT_TRUE(result(in).starts_with("ValidationError 400 The requested DurationSeconds exceeds"));
  must("DeleteRole", {{"RoleName", "app"}});
  EXPECT_EQ(result(input()), kNotAuthorized);
  account_.clock.advance(std::chrono::minutes(10));
  EXPECT_TRUE(result(input()).starts_with("ExpiredTokenException 400"));
}

TEST_F(Saml, providers_live) {
  json::Value got = must("GetSAMLProvider", {{"SAMLProviderArn", kProvider}});
  EXPECT_EQ(got.string_or("SAMLMetadataDocument", ""), read("metadata.xml"));
  must("TagSAMLProvider",
       {{"SAMLProviderArn", kProvider}, {"Tags", Array{Object{{"Key", "team"}, {"Value", "blue"}}}}});
  must("UpdateSAMLProvider",
       {{"SAMLProviderArn", kProvider}, {"SAMLMetadataDocument", read("metadata.xml")}});
  EXPECT_EQ(must("ListSAMLProviderTags", {{"SAMLProviderArn", kProvider}}).find("Tags")->as_array().size(),
            1u);
  EXPECT_EQ(must("ListSAMLProviders", {}).find("SAMLProviderList")->as_array().at(0).string_or("Arn", ""),
            kProvider);
  must("DeleteSAMLProvider", {{"SAMLProviderArn", kProvider}});
  auto gone =
      account_.call(account_.root(), "iam", "GetSAMLProvider", Object{{"SAMLProviderArn", kProvider}});
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().code + " " + gone.error().message,
            "NoSuchEntity Manifest not found for arn " + kProvider);
  EXPECT_EQ(result(input()), "InvalidIdentityToken 400 Specified provider doesn't exist");
}

TEST_F(Saml, metadata_is_checked) {
  std::string good = read("metadata.xml");
  auto with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
      text.replace(at, from.size(), to);
    return text;
  };
  const std::string kRows[] = {
      std::string(2000, 'x'),
      "\xEF\xBB\xBF" + good,
      with("IDPSSODescriptor", "SPSSODescriptor"),
      with("entityID=", "entityName="),
      with("MIID", "AAAA") + std::string(1000, ' ') + "</x>",
      with("X509Certificate", "X509SubjectName"),
      with("entityID=", "validUntil=\"2020-01-01T00:00:00Z\" entityID="),
      with("entityID=", "validUntil=\"soon\" entityID="),
      "<!DOCTYPE x>" + with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", ""),
  };
  for (const std::string& text : kRows) {
    auto refused = account_.call(account_.root(), "iam", "CreateSAMLProvider",
                                 Object{{"Name", "bad"}, {"SAMLMetadataDocument", text}});
    ASSERT_FALSE(refused) << text;
    EXPECT_EQ(refused.error().code, "InvalidInput");
    EXPECT_TRUE(refused.error().message.starts_with("Could not parse metadata")) << refused.error().message;
  }
}

}  // namespace
}  // namespace account::testing
