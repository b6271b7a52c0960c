#include "policy/explain/explain.h"

#include <gtest/gtest.h>

#include "policy/ask/caller.h"
#include "policy/explain/message.h"

namespace policy {
namespace {

PolicyPtr compiled(std::string_view statements, Kind kind, std::string name) {
  auto policy =
      compile(R"({"Version":"2012-10-17","Statement":)" + std::string(statements) + "}", kind, name);
  EXPECT_TRUE(policy) << (policy ? "" : policy.error().message);
  return policy ? *policy : nullptr;
}

Request reads(std::string_view principal, std::string_view resource) {
  Request request;
  request.principal = *parse_principal(principal);
  request.action = "s3:GetObject";
  request.resource = resource;
  add_principal_keys(request);
  return request;
}

constexpr std::string_view kAnn = "arn:aws:iam::111122223333:user/ann";

TEST(Explain, SaysOnWhichElementAndValueAStatementDoesNotMatch) {
  Layers layers;
  layers.identity.push_back(compiled(R"([
      {"Sid":"Write","Effect":"Allow","Action":"s3:Put*","Resource":"*"},
      {"Sid":"Home","Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::home/${aws:PrincipalTag/team}/*"},
      {"Sid":"Inside","Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{
          "IpAddress":{"aws:SourceIp":"10.0.0.0/8"},"Bool":{"aws:SecureTransport":"true"}}},
      {"Effect":"Deny","NotAction":"s3:*","Resource":"*"}])",
                                     Kind::identity, "reader"));
  Request request = reads(kAnn, "arn:aws:s3:::b/k");
  request.context.set("aws:SourceIp", "192.0.2.1");
  EXPECT_EQ(
      explain(request, layers),
      R"(denied: User: arn:aws:iam::111122223333:user/ann is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/k because no identity-based policy allows the s3:GetObject action
identity-based policy `reader`
  Allow Write: does not match
      Action: `s3:GetObject` is not among `s3:Put*`
  Allow Home: does not match
      Resource: `arn:aws:s3:::b/k` is not among `arn:aws:s3:::home/${aws:PrincipalTag/team}/*`; `${aws:PrincipalTag/team}` has no value in this request
  Allow Inside: does not match
      Condition: `aws:SourceIp` is `192.0.2.1`, IpAddress wants `10.0.0.0/8`
      Condition: `aws:SecureTransport` is absent, Bool wants `true`
  Deny  statement 4: does not match
      Action: `s3:GetObject` is excepted by NotAction `s3:*`
to allow it:
  - add `s3:GetObject` to Action of Write of the identity-based policy `reader`
)");
}

TEST(Explain, EveryLayerThatIsInTheWayGetsItsChange) {
  Layers layers;
  layers.boundary =
      compiled(R"({"Effect":"Allow","Action":"ec2:*","Resource":"arn:aws:ec2:::x"})", Kind::boundary, "cap");
  layers.scps = {{compiled(R"({"Effect":"Allow","Action":"*","Resource":"*"})", Kind::scp, "FullAccess")},
                 {compiled(R"([{"Effect":"Allow","Action":"*","Resource":"*"},
                               {"Sid":"NoReads","Effect":"Deny","Action":"s3:Get*","Resource":"*"}])",
                           Kind::scp, "guard")}};
  std::vector<std::string> expected = {
      "narrow or remove NoReads of the service control policy `guard`: while it denies this, nothing can "
      "allow it",
      R"(add to the identity-based policy: {"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/k"})",
      R"(add to the permissions boundary: {"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/k"})"};
  EXPECT_EQ(changes_to_allow(reads(kAnn, "arn:aws:s3:::b/k"), layers), expected);
}

TEST(Explain, TheLevelThatDoesNotAllowIsNamed) {
  Layers layers;
  auto full = compiled(R"({"Effect":"Allow","Action":"*","Resource":"*"})", Kind::scp, "FullAccess");
  layers.identity.push_back(
      compiled(R"({"Effect":"Allow","Action":"*","Resource":"*"})", Kind::identity, "admin"));
  layers.scps = {{full}, {}, {full}};
  std::vector<std::string> expected = {
      R"(add to level 2 of the service control policies: {"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/k"})"};
  EXPECT_EQ(changes_to_allow(reads(kAnn, "arn:aws:s3:::b/k"), layers), expected);
}

TEST(Explain, ATrustPolicyNeedsTheOneClaimThatDiffers) {
  constexpr std::string_view kProvider = "arn:aws:iam::111122223333:oidc-provider/issuer.example";
  Layers layers;
  layers.resource_kind = ResourcePolicyKind::trust;
  layers.resource = compiled(
      R"({"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/issuer.example"},
      "Action":"sts:AssumeRoleWithWebIdentity","Condition":{
        "StringEquals":{"issuer.example:aud":"sts.amazonaws.com","issuer.example:sub":"system:serviceaccount:z1-prod:app"}}})",
      Kind::trust, "trust of reader");
  Request request = reads(kProvider, "arn:aws:iam::111122223333:role/reader");
  request.action = "sts:AssumeRoleWithWebIdentity";
  request.resource_account = "111122223333";
  request.context.set("issuer.example:aud", "sts.amazonaws.com");
  request.context.set("issuer.example:sub", "system:serviceaccount:z1-dev:app");
  std::vector<std::string> expected = {
      "meet the condition of statement 1 of the resource-based policy `trust of reader`: "
      "`issuer.example:sub` is "
      "`system:serviceaccount:z1-dev:app`, StringEquals wants `system:serviceaccount:z1-prod:app`"};
  EXPECT_EQ(changes_to_allow(request, layers), expected);
}

// IAM User Guide, "Troubleshoot access denied error messages".
TEST(Message, IsInAwsOwnWordsForEveryLayer) {
  Request request = reads(kAnn, "arn:aws:s3:::b/k");
  std::string head =
      "User: arn:aws:iam::111122223333:user/ann is not authorized to perform: s3:GetObject on resource: "
      "arn:aws:s3:::b/k ";
  auto implicit = [&](Layer layer) { return denied_message(request, {Outcome::implicit_deny, layer, {}}); };
  auto explicit_in = [&](Layer layer) {
    return denied_message(request, {Outcome::explicit_deny, layer, {}});
  };
  auto no = [&](std::string_view name) {
    return head + "because no " + std::string(name) + " allows the s3:GetObject action";
  };
  EXPECT_EQ(implicit(Layer::identity), no("identity-based policy"));
  EXPECT_EQ(implicit(Layer::resource), no("resource-based policy"));
  EXPECT_EQ(implicit(Layer::boundary), no("permissions boundary"));
  EXPECT_EQ(implicit(Layer::session), no("session policy"));
  EXPECT_EQ(implicit(Layer::scp), no("service control policy"));
  EXPECT_EQ(implicit(Layer::rcp), no("resource control policy"));
  EXPECT_EQ(implicit(Layer::endpoint), no("VPC endpoint policy"));
  EXPECT_EQ(implicit(Layer::none) + " ", head);
  EXPECT_EQ(explicit_in(Layer::identity), head + "with an explicit deny in an identity-based policy");
  EXPECT_EQ(explicit_in(Layer::resource), head + "with an explicit deny in a resource-based policy");
  EXPECT_EQ(explicit_in(Layer::boundary), head + "with an explicit deny in a permissions boundary");
  EXPECT_EQ(explicit_in(Layer::session), head + "with an explicit deny in a session policy");
  EXPECT_EQ(explicit_in(Layer::scp), head + "with an explicit deny in a service control policy");
  EXPECT_EQ(explicit_in(Layer::rcp), head + "with an explicit deny in a resource control policy");
  EXPECT_EQ(explicit_in(Layer::endpoint), head + "with an explicit deny in a VPC endpoint policy");
}

}  // namespace
}  // namespace policy
