#include "policy/lint/lint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/lint/sarif.h"

extern "C" const uint32_t slipway_catalog[];

namespace policy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

base::Diagnostics checked(std::string_view text, Kind kind) {
  static const Catalog kCatalog(slipway_catalog);
  base::Diagnostics out("p.json", text);
  check(text, kind, kCatalog, out);
  return out;
}

std::vector<std::string> ids(std::string_view statement, Kind kind = Kind::managed) {
  std::vector<std::string> out;
  std::string text = R"({"Version":"2012-10-17","Statement":[)" + std::string(statement) + "]}";
  base::Diagnostics found = checked(text, kind);
  for (const auto& finding : found.list()) out.push_back(finding.id);
  return out;
}

std::string allow(std::string_view action, std::string_view resource, std::string_view more = "") {
  return R"({"Effect":"Allow","Action":)" + std::string(action) + R"(,"Resource":)" + std::string(resource) +
         std::string(more) + "}";
}

std::string when(std::string_view condition) {
  return allow(R"("s3:ListBucket")", R"("arn:aws:s3:::b")", R"(,"Condition":)" + std::string(condition));
}

TEST(Lint, AGoodPolicyHasNoFinding) {
  EXPECT_THAT(ids(allow(R"(["s3:GetObject","s3:ListBucket"])", R"(["arn:aws:s3:::b","arn:aws:s3:::b/*"])")),
              IsEmpty());
  EXPECT_THAT(
      ids(when(
          R"({"StringLike":{"s3:prefix":["home/${aws:username}/*"]},"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}})")),
      IsEmpty());
}

TEST(Lint, UnknownActionsAndKeysGetANearOneProposed) {
  EXPECT_THAT(ids(allow(R"("s3:GetObjekt")", R"("*")")), ElementsAre("invalid-action"));
  EXPECT_THAT(ids(allow(R"("s33:GetObject")", R"("*")")), ElementsAre("invalid-service-in-action"));
  EXPECT_THAT(ids(allow(R"("s3:Gett*")", R"("*")")), ElementsAre("invalid-action"));
  EXPECT_THAT(ids(allow(R"("*:Get*")", R"("*")")), ElementsAre("wildcard-in-service-name"));
  EXPECT_THAT(ids(when(R"({"StringEquals":{"s3:prefx":"a"}})")),
              ElementsAre("invalid-service-condition-key"));
  EXPECT_THAT(ids(when(R"({"StringEquals":{"aws:PrincipalOrgsID":"a"}})")),
              ElementsAre("invalid-global-condition-key"));
  auto hint = [](std::string_view statement) {
    return checked(R"({"Version":"2012-10-17","Statement":)" + std::string(statement) + "}", Kind::managed)
        .list()
        .at(0)
        .hint;
  };
  EXPECT_EQ(hint(allow(R"("s3:GetObjekt")", R"("*")")), "did you mean `s3:GetObject`?");
  EXPECT_EQ(hint(allow(R"("s3:GetBucketLifecycle")", R"("*")")),
            "the API operation `s3:GetBucketLifecycle` asks for `s3:GetLifecycleConfiguration`");
  EXPECT_EQ(hint(when(R"({"StringEquals":{"aws:PrincipalOrgsID":"a"}})")),
            "did you mean `aws:PrincipalOrgID`?");
}

TEST(Lint, ResourcesThatAnActionCannotHave) {
  EXPECT_THAT(ids(allow(R"(["s3:ListAllMyBuckets","s3:GetObject"])", R"("arn:aws:s3:::b/*")")),
              ElementsAre("action-needs-star-resource"));
  EXPECT_THAT(ids(allow(R"("s3:ListBucket")", R"("arn:aws:sqs:*:*:q")")),
              ElementsAre("action-without-its-resource"));
  EXPECT_THAT(ids(allow(R"("s3:ListAllMyBuckets")", R"("*")")), IsEmpty());
  EXPECT_THAT(ids(allow(R"("s3:GetObject")", R"("arn:aws:s3:::${aws:PrincipalTag/b}/*")")), IsEmpty());
  EXPECT_THAT(ids(allow(R"("s3:GetObject")", R"("arn:aws:s3")")), testing::Contains("missing-arn-field"));
  EXPECT_THAT(ids(allow(R"("s3:GetObject")", R"("arn:aw:s3:::b/*")")), ElementsAre("invalid-partition"));
  EXPECT_THAT(ids(allow(R"("sqs:SendMessage")", R"("arn:aws:sqs:eu-west-3:12345:q")")),
              ElementsAre("invalid-arn-account"));
}

// A part of an ARN holds no slash where other ARNs of its service go on with one.
TEST(Lint, ActionsWithoutTheirResource) {
  struct Case {
    std::string_view action, resource;
    bool is_found;
  };
  const Case cases[] = {
      {"s3:ListBucket", "arn:aws:s3:::b/*", true},
      {"s3:ListBucket", "arn:aws:s3:::b/k", true},
      {"s3:ListBucket", "arn:aws:s3:::*/", true},
      {"s3:ListBucket", "arn:aws:s3:::b*", false},
      {"s3:ListBucket", "arn:aws:s3:::*", false},
      {"s3:ListBucket", "arn:aws:s3:*:*:accesspoint/*", false},
      {"s3:GetBucketLocation", "arn:aws:s3:::b/*", true},
      {"s3:GetObject", "arn:aws:s3:::b", true},
      {"s3:GetObject", "arn:aws:s3:::b/a/b/c", false},
      {"dynamodb:GetItem", "arn:aws:dynamodb:*:*:table/t/index/*", true},
      {"dynamodb:Query", "arn:aws:dynamodb:*:*:table/t/index/*", false},
      {"ecs:DescribeClusters", "arn:aws:ecs:*:*:cluster/c/*", true},
      {"ecs:UpdateService", "arn:aws:ecs:*:*:service/c/*", false},
      {"ecr:GetDownloadUrlForLayer", "arn:aws:ecr:*:*:repository/team/app", false},
      {"logs:PutLogEvents", "arn:aws:logs:*:*:log-group:/aws/lambda/*:*", false},
      {"events:PutEvents", "arn:aws:events:*:*:event-bus/aws.partner/example.com/1", false},
      {"ssm:GetParameter", "arn:aws:ssm:*:*:parameter/team/app", false},
      {"iam:GetRole", "arn:aws:iam::111122223333:role/team/app", false},
      // Both models of a prefix.
      {"elasticloadbalancing:AddTags", "arn:aws:elasticloadbalancing:*:*:listener/app/*/*/*", false},
      {"elasticloadbalancing:RemoveTags", "arn:aws:elasticloadbalancing:*:*:targetgroup/*/*", false},
      {"elasticloadbalancing:AddTags", "arn:aws:elasticloadbalancing:*:*:loadbalancer/classic", false},
      {"elasticloadbalancing:DeleteLoadBalancer", "arn:aws:elasticloadbalancing:*:*:loadbalancer/net/*/*",
       false},
      {"elasticloadbalancing:DeleteListener", "arn:aws:elasticloadbalancing:*:*:loadbalancer/classic", true},
      {"apigateway:GET", "arn:aws:apigateway:eu-west-3::/apis/a1/routes", false},
      {"apigateway:PATCH", "arn:aws:apigateway:eu-west-3::/restapis/r1/stages/prod", false},
      {"apigateway:SetWebACL", "arn:aws:apigateway:*::/restapis/*/stages/*", false},
      {"aws-marketplace:TagResource", "arn:aws:aws-marketplace:*:*:AWSMarketplace/ChangeSet/1", false},
      {"greengrass:TagResource", "arn:aws:greengrass:*:*:components:c", false},
  };
  for (const Case& c : cases) {
    auto found = ids(allow("\"" + std::string(c.action) + "\"", "\"" + std::string(c.resource) + "\""));
    bool is_found = std::find(found.begin(), found.end(), "action-without-its-resource") != found.end();
    EXPECT_EQ(is_found, c.is_found) << c.action << " on " << c.resource;
  }
}

TEST(Lint, Conditions) {
  EXPECT_THAT(ids(when(R"({"StringEquals":{"s3:prefix":"home/*"}})")),
              ElementsAre("wildcard-without-like-operator"));
  EXPECT_THAT(ids(when(R"({"NumericLessThan":{"s3:max-keys":"ten"}})")), ElementsAre("type-mismatch-number"));
  EXPECT_THAT(ids(when(R"({"DateLessThan":{"aws:CurrentTime":"tomorrow"}})")),
              ElementsAre("invalid-date-value"));
  EXPECT_THAT(ids(when(R"({"Bool":{"aws:SecureTransport":"yes"}})")), ElementsAre("type-mismatch-boolean"));
  EXPECT_THAT(ids(when(R"({"IpAddress":{"aws:SourceIp":"10.0.0.0/33"}})")),
              ElementsAre("type-mismatch-ip-range"));
  EXPECT_THAT(ids(when(R"({"IpAddress":{"aws:SourceIp":"10.0.0.1/8"}})")), ElementsAre("improve-ip-range"));
  EXPECT_THAT(ids(when(R"({"StringEquals":{"aws:SourceIp":"10.0.0.1"}})")), ElementsAre("type-mismatch"));
  EXPECT_THAT(ids(when(R"({"ForAllValues:StringEquals":{"s3:prefix":"a"}})")),
              ElementsAre("forallvalues-with-single-valued-key"));
  EXPECT_THAT(ids(when(R"({"ForAllValues:StringEquals":{"aws:TagKeys":"a"}})")),
              ElementsAre("forallvalues-without-null-check"));
  EXPECT_THAT(
      ids(when(R"({"ForAllValues:StringEquals":{"aws:TagKeys":"a"},"Null":{"aws:TagKeys":"false"}})")),
      IsEmpty());
  EXPECT_THAT(ids(when(R"({"StringEquals":{"aws:TagKeys":"a"}})")), ElementsAre("missing-qualifier"));
  EXPECT_THAT(ids(when(R"({"NullIfExists":{"s3:prefix":"true"}})")), ElementsAre("null-with-if-exists"));
}

TEST(Lint, PassingRoles) {
  EXPECT_THAT(ids(allow(R"("iam:PassRole")", R"("*")")), ElementsAre("pass-role-with-star-in-resource"));
  EXPECT_THAT(ids(allow(R"("iam:Pass*")", R"("*")")),
              ElementsAre("pass-role-with-star-in-action-and-resource"));
  EXPECT_THAT(
      ids(R"({"Effect":"Allow","Action":"iam:PassRole","NotResource":"arn:aws:iam::111122223333:role/a"})"),
      ElementsAre("pass-role-with-not-resource"));
  EXPECT_THAT(ids(allow(R"("iam:PassRole")", R"("arn:aws:iam::111122223333:role/a")")),
              ElementsAre("pass-role-without-passed-to-service"));
  EXPECT_THAT(ids(allow(R"("iam:PassRole")", R"("arn:aws:iam::111122223333:role/a")",
                        R"(,"Condition":{"StringEquals":{"iam:PassedToService":"lambda.amazonaws.com"}})")),
              IsEmpty());
  EXPECT_THAT(ids(allow(R"("iam:CreateServiceLinkedRole")", R"("*")")),
              ElementsAre("create-slr-with-star-in-resource"));
}

std::string trusts(std::string_view issuer, std::string_view condition) {
  return R"({"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/)" +
         std::string(issuer) + R"("},"Action":"sts:AssumeRoleWithWebIdentity","Condition":)" +
         std::string(condition) + "}";
}

TEST(Lint, WebIdentities) {
  auto found = [](std::string_view issuer, std::string_view condition) {
    return ids(trusts(issuer, condition), Kind::trust);
  };
  EXPECT_THAT(
      found(
          "i.example",
          R"({"StringEquals":{"i.example:aud":"sts.amazonaws.com","i.example:sub":"system:serviceaccount:z:app"}})"),
      IsEmpty());
  EXPECT_THAT(found("i.example", R"({"StringEquals":{"i.example:sub":"a"}})"),
              ElementsAre("trust-without-audience"));
  EXPECT_THAT(found("i.example",
                    R"({"StringEquals":{"i.example:aud":"a","i.example:sub":"system:serviceaccount:z:*"}})"),
              ElementsAre("wildcard-without-like-operator", "wildcard-subject-under-string-equals"));
  EXPECT_THAT(
      found(
          "i.example",
          R"({"StringEquals":{"i.example:aud":"a"},"StringLike":{"i.example:sub":"system:serviceaccount:*"}})"),
      ElementsAre("any-service-account"));
  EXPECT_THAT(
      found(
          "i.example",
          R"({"StringEquals":{"i.example:aud":"a"},"StringLike":{"i.example:sub":"system:serviceaccount:z:*"}})"),
      IsEmpty());
  EXPECT_THAT(
      found("i.example", R"({"StringEquals":{"i.example:aud":"a"},"StringNotEquals":{"i.example:sub":"b"}})"),
      ElementsAre("negated-subject"));
  constexpr std::string_view kGithub = "token.actions.githubusercontent.com";
  auto github = [&](std::string_view sub) {
    return found(kGithub,
                 R"({"StringLike":{"token.actions.githubusercontent.com:aud":"a")" + std::string(sub) + "}}");
  };
  EXPECT_THAT(github(R"(,"token.actions.githubusercontent.com:sub":"repo:o*/r:*")"),
              ElementsAre("missing-github-repo-condition-key"));
  EXPECT_THAT(github(R"(,"token.actions.githubusercontent.com:sub":"repo:o/r:*")"),
              ElementsAre("specific-github-repo-and-branch-recommended"));
  EXPECT_THAT(github(R"(,"token.actions.githubusercontent.com:sub":"repo:o/r:ref:refs/heads/main")"),
              IsEmpty());
  EXPECT_THAT(
      ids(R"({"Effect":"Allow","Principal":{"Federated":"accounts.google.com"},"Action":"sts:AssumeRole","Condition":{
                  "StringEquals":{"accounts.google.com:aud":"a","accounts.google.com:sub":"b"}}})",
          Kind::trust),
      ElementsAre("mismatched-action-for-principal"));
}

// Rows 22 to 27 of the attack table (identity notes, section 4): what a trust policy may let in unwanted.
TEST(Lint, TrustPoliciesOfTheAttackTable) {
  struct Row {
    int row;
    std::string condition;
    std::string finding;
  };
  const std::string kAud = R"("StringEquals":{"i.example:aud":"sts.amazonaws.com"})";
  for (const Row& row : {
           Row{22, R"("StringLike":{"i.example:sub":"system:serviceaccount:z:a*"})",
               "trust-without-audience"},
           Row{23, kAud + R"(,"StringLike":{"i.example:sub":"system:serviceaccount:*"})",
               "any-service-account"},
           Row{23, kAud + R"(,"StringLike":{"i.example:sub":"system:serviceaccount:*:*"})",
               "any-service-account"},
           Row{25, R"("StringEquals":{"i.example:aud":"a","i.example:sub":"system:serviceaccount:z:*"})",
               "wildcard-subject-under-string-equals"},
           Row{26, "", "trust-without-subject"},
           Row{26, "", "trust-without-audience"},
           Row{26, kAud, "trust-without-subject"},
           Row{27, kAud + R"(,"StringEqualsIfExists":{"i.example:sub":"system:serviceaccount:z:a"})",
               "claim-may-be-absent"},
           Row{27, kAud + R"(,"StringNotEquals":{"i.example:sub":"system:serviceaccount:z:a"})",
               "negated-subject"},
           Row{27, kAud + R"(,"ForAllValues:StringEquals":{"i.example:sub":"system:serviceaccount:z:a"})",
               "forallvalues-with-single-valued-key"},
       }) {
    EXPECT_THAT(ids(trusts("i.example", "{" + row.condition + "}"), Kind::trust),
                testing::Contains(row.finding))
        << "row " << row.row << ": " << row.condition;
  }
}

TEST(Lint, ShapeAndRepetition) {
  EXPECT_THAT(ids(R"({"Sid":"","Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{}})"),
              ElementsAre("empty-sid-value", "empty-object-condition"));
  EXPECT_THAT(ids(R"({"Effect":"Allow","Action":[],"Resource":[]})"),
              ElementsAre("missing-action", "missing-resource"));
  EXPECT_THAT(ids(allow(R"(["s3:Get*","s3:GetObject"])", R"(["*","arn:aws:s3:::b/*"])")),
              ElementsAre("redundant-action", "redundant-resource"));
  EXPECT_THAT(
      ids(R"({"Effect":"Allow","NotPrincipal":{"AWS":"111122223333"},"Action":"s3:GetObject","Resource":"*"})",
          Kind::resource),
      ElementsAre("allow-with-not-principal"));
  EXPECT_THAT(
      ids(R"({"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"*"})",
          Kind::resource),
      ElementsAre("restrict-access-to-service-principal"));
  auto old = checked(R"({"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}})", Kind::managed);
  ASSERT_EQ(old.list().size(), 1u);
  EXPECT_EQ(old.list()[0].id, "missing-version");
}

// What a condition says counts, not that its key is there.
TEST(Lint, ConditionsThatRestrictNothing) {
  struct Case {
    std::string_view condition;
    bool is_found;
  };
  auto contains = [](const std::vector<std::string>& found, std::string_view id) {
    return std::find(found.begin(), found.end(), id) != found.end();
  };
  const Case passing[] = {
      {R"({"StringEquals":{"iam:PassedToService":"lambda.amazonaws.com"}})", false},
      {R"({"StringEquals":{"iam:PassedToService":["lambda.amazonaws.com","ec2.amazonaws.com"]}})", false},
      {R"({"StringLike":{"iam:PassedToService":"*.lambda.amazonaws.com"}})", false},
      {R"({"StringLike":{"iam:PassedToService":"*"}})", true},
      {R"({"StringLike":{"iam:PassedToService":["lambda.amazonaws.com","**"]}})", true},
      {R"({"StringLike":{"iam:PassedToService":"?*"}})", true},
      {R"({"StringLike":{"iam:PassedToService":"*.amazonaws.com"}})", true},
      {R"({"StringNotEquals":{"iam:PassedToService":"lambda.amazonaws.com"}})", true},
      {R"({"Null":{"iam:PassedToService":"false"}})", true},
      {R"({"StringEqualsIfExists":{"iam:PassedToService":"lambda.amazonaws.com"}})", false},
  };
  for (const Case& c : passing) {
    auto found = ids(allow(R"("iam:PassRole")", R"("arn:aws:iam::111122223333:role/a")",
                           R"(,"Condition":)" + std::string(c.condition)));
    EXPECT_EQ(contains(found, "pass-role-without-passed-to-service"), c.is_found) << c.condition;
  }
  const Case sources[] = {
      {R"({"StringEquals":{"aws:SourceAccount":"111122223333"}})", false},
      {R"({"ArnLike":{"aws:SourceArn":"arn:aws:sns:*:111122223333:*"}})", false},
      {R"({"StringEquals":{"aws:SourceOrgID":"o-mine"}})", false},
      {R"({"StringLike":{"aws:SourceAccount":"*"}})", true},
      {R"({"ArnLike":{"aws:SourceArn":"arn:aws:*:*:*:*"}})", true},
      {R"({"StringNotEquals":{"aws:SourceAccount":"666666666666"}})", true},
      {R"({"StringEqualsIfExists":{"aws:SourceAccount":"111122223333"}})", true},
      {R"({"ForAllValues:StringEquals":{"aws:SourceAccount":"111122223333"}})", true},
      {R"({"Null":{"aws:SourceArn":"false"}})", true},
      {R"({"Bool":{"aws:SecureTransport":"true"}})", true},
  };
  for (const Case& c : sources) {
    auto found = ids(
        R"({"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"*","Condition":)" +
            std::string(c.condition) + "}",
        Kind::resource);
    EXPECT_EQ(contains(found, "restrict-access-to-service-principal"), c.is_found) << c.condition;
  }
  const Case sets[] = {
      {R"({"ForAllValues:StringEquals":{"aws:TagKeys":"a"},"Null":{"aws:TagKeys":"false"}})", false},
      {R"({"ForAllValues:StringEquals":{"aws:TagKeys":"a"},"ForAnyValue:StringLike":{"aws:TagKeys":"*"}})",
       false},
      {R"({"ForAllValues:StringEquals":{"aws:TagKeys":"a"},"Null":{"aws:TagKeys":"true"}})", true},
      {R"({"ForAllValues:StringEquals":{"aws:TagKeys":"a"},"ForAllValues:StringLike":{"aws:TagKeys":"b"}})",
       true},
  };
  for (const Case& c : sets) {
    EXPECT_EQ(contains(ids(when(c.condition)), "forallvalues-without-null-check"), c.is_found) << c.condition;
  }
  const Case everybody[] = {
      {R"({})", true},
      {R"({"StringEquals":{"aws:PrincipalOrgID":"o-mine"}})", false},
      {R"({"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/*"}})", false},
      {R"({"StringEquals":{"sts:ExternalId":"secret"}})", false},
      {R"({"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}})", false},
      {R"({"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}})", true},
      {R"({"StringLike":{"aws:PrincipalOrgID":"o-*"}})", true},
      {R"({"StringNotEquals":{"aws:PrincipalOrgID":"o-bad"}})", true},
      {R"({"StringEqualsIfExists":{"aws:PrincipalOrgID":"o-mine"}})", false},
      {R"({"Bool":{"aws:MultiFactorAuthPresent":"true"}})", true},
      {R"({"StringEquals":{"aws:PrincipalTag/team":"red"}})", true},
      {R"({"StringEquals":{"aws:PrincipalType":"User"}})", true},
      {R"({"Null":{"sts:ExternalId":"false"}})", false},
  };
  for (const Case& c : everybody) {
    auto found = ids(R"({"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Condition":)" +
                         std::string(c.condition) + "}",
                     Kind::trust);
    EXPECT_EQ(contains(found, "trust-in-everybody"), c.is_found) << c.condition;
  }
}

TEST(Lint, FindingsHaveTheirPlace) {
  auto found = checked(
      "{\"Version\": \"2012-10-17\",\n \"Statement\": [{\"Effect\": \"Allow\",\n  \"Action\": "
      "[\"s3:GetObject\", \"s3:Gett\"],\n  \"Resource\": \"*\"}]}",
      Kind::managed);
  ASSERT_EQ(found.list().size(), 1u);
  EXPECT_EQ(
      json::dump(to_json(found.list()[0])),
      R"({"id":"invalid-action","severity":"warning","message":"no action `s3:Gett` is known as of 2026-09-26","path":"/Statement/0/Action/1","line":3,"column":30})");
  std::string sarif = json::dump(to_sarif({found}, "1.0"));
  EXPECT_THAT(sarif, HasSubstr(R"("ruleId":"invalid-action","level":"warning")"));
  EXPECT_THAT(sarif, HasSubstr(R"("uri":"p.json"},"region":{"startLine":3,"startColumn":30})"));
}

TEST(Lint, KindsAreGuessed) {
  EXPECT_EQ(guess_kind(R"({"Statement":{"Effect":"Allow","Action":"a:b","Resource":"*"}})"), Kind::identity);
  EXPECT_EQ(guess_kind(R"({"Statement":{"Principal":"*","Action":"a:b","Resource":"*"}})"), Kind::resource);
  EXPECT_EQ(guess_kind(R"({"Statement":[{"Principal":"*","Action":"sts:AssumeRole"}]})"), Kind::trust);
  EXPECT_EQ(guess_kind("{"), Kind::identity);
}

}  // namespace
}  // namespace policy
