#include "runtime/kubernetes/identity.h"

#include <gmock/gmock.h>

#include "kube/object.h"
#include "runtime/kubernetes/objects.h"

namespace runtime {
namespace {

using ::testing::HasSubstr;

const char* const kRole = "arn:aws:iam::111122223333:role/app";

// As EKS's webhook leaves it (README of amazon-eks-pod-identity-webhook).
json::Value pod(const std::string& role, const std::string& audience) {
  return *json::parse(
      R"({"metadata":{"name":"app-1"},"spec":{"serviceAccountName":"reader",
          "containers":[{"name":"other"},{"name":"app","env":[{"name":"A","value":"b"},
            {"name":"AWS_ROLE_ARN","value":")" +
      role + R"("}]}],
          "volumes":[{"name":"files","emptyDir":{}},{"name":"aws-iam-token","projected":{"sources":[
            {"serviceAccountToken":{"audience":")" +
      audience + R"(","path":"token"}}]}}]}})");
}

json::Value plain_pod() {
  return *json::parse(R"({"spec":{"serviceAccountName":"reader","containers":[{"name":"app"}]}})");
}

ServiceSpec service(const std::string& role) {
  ServiceSpec service;
  service.name = "app";
  service.namespace_name = "z1";
  service.web_identity = {role, "sts.amazonaws.com"};
  return service;
}

TEST(KubernetesIdentity, IsReadFromThePod) {
  EXPECT_EQ(web_identity_of(pod(kRole, "sts.amazonaws.com"), "app"),
            (WebIdentity{kRole, "sts.amazonaws.com"}));
  EXPECT_EQ(web_identity_of(pod(kRole, "sts.amazonaws.com"), "other"), WebIdentity());
  EXPECT_EQ(web_identity_of(plain_pod(), "app"), WebIdentity());
}

TEST(KubernetesIdentity, ThatIsRightIsNoTrouble) {
  EXPECT_FALSE(identity_trouble(pod(kRole, "sts.amazonaws.com"), service(kRole)));
  EXPECT_FALSE(identity_trouble(plain_pod(), service("")));
  EXPECT_FALSE(identity_trouble(pod(kRole, "vault"), service("")));  // nobody asks for any
}

TEST(KubernetesIdentity, ThatIsMissingOrAnotherSaysWhatToLookAt) {
  auto none = identity_trouble(plain_pod(), service(kRole));
  ASSERT_TRUE(none);
  EXPECT_EQ(none->heals, Trouble::Heals::never);
  EXPECT_THAT(
      none->why,
      HasSubstr("nothing gave them `arn:aws:iam::111122223333:role/app` of service account `reader`"));
  EXPECT_THAT(none->remedy, HasSubstr("webhook"));
  auto other = identity_trouble(pod(kRole, "vault"), service(kRole));
  ASSERT_TRUE(other);
  EXPECT_THAT(other->why, HasSubstr("tokens for `vault`"));
  EXPECT_THAT(other->remedy, HasSubstr("`kubectl get serviceaccount reader -n z1 -o yaml`"));
}

TEST(KubernetesIdentity, ThatIsMissingHasPodsReplaced) {
  ServiceSpec wanted = service(kRole);
  wanted.fingerprint = "f";
  auto of = [](json::Value pod, const std::string& name, const std::string& fingerprint,
               const std::string& renewal = "") {
    json::Object annotations{{"slipway.io/fingerprint", fingerprint}};
    if (!renewal.empty()) annotations.set("slipway.io/renewed", renewal);
    pod.as_object().set("metadata", json::Object{{"name", name}, {"annotations", annotations}});
    return pod;
  };
  auto renewal = [&](const std::vector<json::Value>& pods) {
    json::Value deployment = deployment_object(wanted);
    std::string renewed = renew_identity(pods, wanted, deployment);
    EXPECT_EQ(renewal_of(*kube::at(deployment, {"spec", "template"})), renewed);
    return renewed;
  };
  json::Value good = pod(kRole, "sts.amazonaws.com");
  EXPECT_EQ(renewal({}), "");
  EXPECT_EQ(renewal({of(good, "a", "f")}), "");
  EXPECT_EQ(renewal({of(plain_pod(), "a", "other")}), "");  // replaced in any case
  EXPECT_EQ(renewal({of(good, "b", "f"), of(plain_pod(), "a", "f")}), "a");
  EXPECT_EQ(renewal({of(good, "b", "f", "a")}), "a");  // and so it stays
  EXPECT_EQ(renewal({of(plain_pod(), "b", "f", "a"), of(good, "c", "f", "a")}), "b");
}

}  // namespace
}  // namespace runtime
