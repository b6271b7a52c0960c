#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/golden.h"
#include "blueprint/trust/check.h"
#include "blueprint/trust/policy.h"

namespace blueprint {
namespace {

using testing::HasSubstr;

const char* const kIssuerKey = "oidc.eks.eu-west-3.amazonaws.com/id/ABCD";
const std::string kProvider = std::string("arn:aws:iam::123456789012:oidc-provider/") + kIssuerKey;

TrustQuestion question(const std::string& subject, const std::string& audience = "sts.amazonaws.com") {
  return {"arn:aws:iam::123456789012:role/r", kProvider, kIssuerKey, subject, audience};
}

json::Value of_environment() {
  return service_trust_policy({kProvider, kIssuerKey, "z1234abcd-production", "debian"});
}
json::Value of_cluster() {
  return service_trust_policy({kProvider, kIssuerKey, "", "debian"});
}

TEST(TrustPolicyTest, Documents) {
  golden::expect("src/blueprint/testdata/trust/cluster_role.json", json::dump_pretty(cluster_trust_policy()));
  golden::expect("src/blueprint/testdata/trust/environment_scope.json", json::dump_pretty(of_environment()));
  golden::expect("src/blueprint/testdata/trust/cluster_scope.json", json::dump_pretty(of_cluster()));
}

TEST(TrustPolicyTest, LetOnlyTheRightTokensIn) {
  const struct {
    json::Value document;
    TrustQuestion question;
    bool allowed;
  } rows[] = {
      {of_environment(), question("system:serviceaccount:z1234abcd-production:debian"), true},
      {of_environment(), question("system:serviceaccount:z1234abcd-production:other"), false},
      {of_environment(), question("system:serviceaccount:z9999abcd-production:debian"), false},
      {of_environment(), question("system:serviceaccount:z1234abcd-production:debian", "vault"), false},
      {of_cluster(), question("system:serviceaccount:z1234abcd-production:debian"), true},
      {of_cluster(), question("system:serviceaccount:z9999abcd-other:debian"), true},
      {of_cluster(), question("system:serviceaccount:default:debian"), false},
      {of_cluster(), question("system:serviceaccount:z1234abcd-production:other"), false},
      {of_cluster(), question("system:serviceaccount:z1234abcd-production:debian", "vault"), false},
  };
  for (const auto& row : rows) {
    auto answer = check_trust(row.document, row.question);
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->allowed, row.allowed) << row.question.subject << " " << row.question.audience;
    EXPECT_EQ(answer->differences.empty(), row.allowed);
  }
}

json::Value edited(const std::string& from, const std::string& to) {
  std::string text = json::dump(of_environment());
  text.replace(text.find(from), from.size(), to);
  return *json::parse(text);
}

TEST(TrustCheckTest, NamesWhatDiffers) {
  TrustQuestion asked = question("system:serviceaccount:z1234abcd-production:debian");
  auto one = [&](const std::string& from, const std::string& to) {
    auto answer = check_trust(edited(from, to), asked);
    if (!answer || answer->differences.size() != 1) {
      return "not one: " + (answer ? testing::PrintToString(answer->differences) : answer.error().message);
    }
    return answer->differences.front();
  };
  EXPECT_EQ(one(":debian", ":debain"),
            "StringEquals `oidc.eks.eu-west-3.amazonaws.com/id/ABCD:sub` expects "
            "`system:serviceaccount:z1234abcd-production:debain`, the token has "
            "`system:serviceaccount:z1234abcd-production:debian`");
  EXPECT_THAT(one("z1234abcd-production", "z*"), HasSubstr("StringLike is meant"));
  EXPECT_THAT(one("\"sts.amazonaws.com\"", "\"vault\""), HasSubstr(":aud` expects `vault`, the token has"));
  EXPECT_THAT(one("ABCD:sub", "0000:sub"),
              HasSubstr("the token has absent; the token's issuer is `oidc.eks"));
  EXPECT_THAT(
      one("ABCD:sub", "ABCD:kubernetes.io/namespace"),
      HasSubstr("the token has absent; of a service account's claims STS makes only `sub` and `aud`"));
  EXPECT_THAT(one("oidc-provider/oidc", "oidc-provider/other"),
              HasSubstr("Principal is `arn:aws:iam::123456789012:oidc-provider/other"));
  EXPECT_THAT(one("sts:AssumeRoleWithWebIdentity", "sts:AssumeRole"),
              HasSubstr("Action is `sts:AssumeRole`, expected"));
}

TEST(TrustCheckTest, ADocumentThatIsNoneIsAnError) {
  EXPECT_FALSE(check_trust(json::Value(), question("s")));
  EXPECT_TRUE(read_policy_document("%7B%22a%22%3A1%7D").is_object());
  EXPECT_TRUE(read_policy_document("{\"a\": \"100%\"}").is_object());
  EXPECT_TRUE(read_policy_document("nonsense").is_null());
}

}  // namespace
}  // namespace blueprint
