// What the agent of EKS Pod Identity gets for a pod's token, and what it does not get.
#include <gtest/gtest.h>

#include "identity/issuer.h"
#include "services/eks/issuer.h"
#include "services/eks/pod_identity.h"
#include "services/testing/embedded_account.h"

namespace account::testing {
namespace {

using json::Array;
using json::Object;

std::string trusts_pods(const char* actions) {
  return fmt::format(R"({{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"Service":)"
                     R"(["eks.amazonaws.com","pods.eks.amazonaws.com"]}},"Action":{}}}}})",
                     actions);
}

class PodIdentity : public ::testing::Test {
 protected:
  PodIdentity() {
    role_ = make_role("app", trusts_pods(R"(["sts:AssumeRole","sts:TagSession"])"));
    must("eks", "CreateCluster",
         Object{{"name", "dev"},
                {"roleArn", role_},
                {"resourcesVpcConfig",
                 Object{{"subnetIds", Array{"subnet-on-this-machine-a", "subnet-on-this-machine-b"}}}}});
  }

  json::Value must(const char* service, const char* operation, const json::Value& input) {
    return account_.must(account_.root(), service, operation, input);
  }

  std::string make_role(const std::string& name, const std::string& trust_policy) {
    json::Value made =
        must("iam", "CreateRole", Object{{"RoleName", name}, {"AssumeRolePolicyDocument", trust_policy}});
    return std::string(made.find("Role")->string_or("Arn", ""));
  }

  void allow_role(const std::string& document) {
    must("iam", "PutRolePolicy",
         Object{{"RoleName", "app"}, {"PolicyName", "inline"}, {"PolicyDocument", document}});
  }

  std::string associate(Object options = {}) {
    for (const auto& [member, value] : {std::pair{"clusterName", "dev"}, std::pair{"namespace", "shop"},
                                        std::pair{"serviceAccount", "web"}})
      options.set(member, value);
    options.set("roleArn", role_);
    json::Value made = must("eks", "CreatePodIdentityAssociation", options);
    return std::string(made.find("association")->string_or("associationId", ""));
  }

  std::string token(const std::string& name_space = "shop",
                    const std::string& audience = std::string(eks::kPods), const std::string& issuer = "") {
    auto transaction = std::move(*account_.store().begin());
    State state(*transaction, kFirst, kRegion);
    auto keys = eks::issuer_keys(state, "dev", account_.facilities());
    std::string id(state.get("eks.cluster", "dev")->string_or("Id", ""));
    identity::TokenRequest request{issuer.empty() ? issuer_url(kRegion, id) : issuer,
                                   name_space,
                                   "web",
                                   "1",
                                   {audience},
                                   std::chrono::hours(1)};
    return *identity::issue_token(*keys, request, account_.clock.now(), account_.random);
  }

  aws::Result<json::Value> exchange(const std::string& text) {
    return account_.call(account_.root(), "eks-auth", "AssumeRoleForPodIdentity",
                         Object{{"clusterName", "dev"}, {"token", text}});
  }
  void expect_refused(const std::string& text, const std::string& code, int status = 400) {
    auto output = exchange(text);
    ASSERT_FALSE(output);
    EXPECT_EQ(output.error().code, code) << output.error().message;
    EXPECT_EQ(account_.status(), status);
  }

  static aws::Credentials session_of(const json::Value& output) {
    const json::Value& keys = *output.find("credentials");
    return {std::string(keys.string_or("accessKeyId", "")),
            base::Secret(std::string(keys.string_or("secretAccessKey", ""))),
            base::Secret(std::string(keys.string_or("sessionToken", "")))};
  }

  EmbeddedAccount account_;
  std::string role_;
};

TEST_F(PodIdentity, makes_a_pod_a_session_with_tags_that_policies_see) {
  std::string id = associate();
  auto output = exchange(token());
  ASSERT_TRUE(output) << output.error().message;
  EXPECT_EQ(output->find("subject")->string_or("serviceAccount", ""), "web");
  EXPECT_EQ(output->find("podIdentityAssociation")->string_or("associationId", ""), id);
  aws::Credentials session = session_of(*output);
  account_.must(session, "sts", "GetCallerIdentity", Object{});
  EXPECT_FALSE(account_.call(session, "s3", "ListBuckets", Object{}));
  allow_role(
      R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:ListAllMyBuckets","Resource":"*",)"
      R"("Condition":{"StringEquals":{"aws:PrincipalTag/kubernetes-namespace":"shop",)"
      R"("aws:PrincipalTag/eks-cluster-name":"dev"}}}})");
  account_.must(session, "s3", "ListBuckets", Object{});
}

TEST_F(PodIdentity, narrows_a_session_by_the_policy_of_the_association) {
  allow_role(allow("s3:*"));
  associate(Object{{"disableSessionTags", true}, {"policy", allow("s3:ListAllMyBuckets")}});
  auto output = exchange(token());
  ASSERT_TRUE(output) << output.error().message;
  aws::Credentials session = session_of(*output);
  account_.must(session, "s3", "ListBuckets", Object{});
  EXPECT_FALSE(account_.call(session, "s3", "CreateBucket", Object{{"Bucket", "mine"}}));
}

TEST_F(PodIdentity, goes_on_to_the_target_role_that_trusts_the_association_alone) {
  associate(Object{{"targetRoleArn", "arn:aws:iam::111122223333:role/target"}});
  allow_role(allow("sts:*"));
  make_role(
      "target",
      fmt::format(R"({{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"{0}"}},)"
                  R"("Action":"sts:AssumeRole","Condition":{{"StringEquals":)"
                  R"({{"sts:ExternalId":"eu-west-3/111122223333/dev/shop/web"}}}}}},)"
                  R"({{"Effect":"Allow","Principal":{{"AWS":"{0}"}},"Action":"sts:TagSession"}}]}})",
                  role_));
  auto output = exchange(token());
  ASSERT_TRUE(output) << output.error().message;
  EXPECT_NE(output->find("assumedRoleUser")->string_or("arn", "").find("/target/"), std::string_view::npos);
}

TEST_F(PodIdentity, is_refused_for_what_is_no_token_of_such_a_pod) {
  associate();
  expect_refused("a.b.c", "InvalidTokenException");
  expect_refused(token("shop", "sts.amazonaws.com"), "InvalidTokenException");
  expect_refused(token("shop", std::string(eks::kPods), "https://login.example.com"),
                 "InvalidTokenException");
  expect_refused(token("other"), "ResourceNotFoundException", 404);
  std::string old = token();
  account_.clock.advance(std::chrono::hours(2));
  expect_refused(old, "ExpiredTokenException");
}

TEST_F(PodIdentity, ends_with_the_trust_of_the_role) {
  associate();
  must("iam", "UpdateAssumeRolePolicy",
       Object{{"RoleName", "app"}, {"PolicyDocument", trusts_pods(R"("sts:AssumeRole")")}});
  expect_refused(token(), "AccessDeniedException");  // the session could not be tagged
}

TEST_F(PodIdentity, is_for_who_may_ask_for_it) {
  associate();
  aws::Credentials node = make_user(account_, "node");
  auto refused = account_.call(node, "eks-auth", "AssumeRoleForPodIdentity",
                               Object{{"clusterName", "dev"}, {"token", token()}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "AccessDeniedException");
  EXPECT_NE(refused.error().message.find("eks-auth:AssumeRoleForPodIdentity"), std::string::npos);
}

}  // namespace
}  // namespace account::testing
