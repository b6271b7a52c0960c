// The points that AWS's documents leave open, and our choices. docs/policy-semantics.md gives the reasons;
// the numbers are its own. Nothing else in the evaluator decides such a point.
#pragma once

#include <string_view>

namespace policy {

// O1. A value that is not of the operator's type (a number that does not parse, text that is no ARN), in the
// policy or in the request, equals nothing: it satisfies no operator. Whether it differs from the others is
// then not clear, and what is not clear neither allows nor keeps a Deny away: the negation holds under Deny alone.
constexpr bool mistyped_satisfies_negation(bool allow) {
  return !allow;
}

// O2. A key with several values under an operator without a set prefix satisfies no operator, also with
// IfExists; the negation holds under Deny alone, as above.
constexpr bool multivalued_satisfies_negation(bool allow) {
  return !allow;
}

// O3. ForAnyValue:...IfExists and ForAllValues:...IfExists with an absent key: true.
inline constexpr bool kQualifiedIfExistsWhenAbsent = true;

// O4. Allow with Principal `*` in a trust policy does not let web identities and SAML assertions in: they
// need a Federated entry. Deny with `*` binds them.
inline constexpr bool kEveryoneIncludesFederatedForAllow = false;

// O5. The 2023 guide's dialect of service control policies: Allow only on `*`, without conditions, NotAction
// and NotResource. AWS lifted this in September 2025.
inline constexpr bool kScpOldDialect = false;

// O6. Deny with NotPrincipal binds every caller that has a permissions boundary, listed or not.
inline constexpr bool kNotPrincipalBindsBounded = true;

// O12. The services whose resources a resource control policy governs (Organizations User Guide, "Resource
// control policies"). For all others RCPs do not take part. The list is the catalog's; catalog_test.cpp
// compares the two, so that a newer catalog is not forgotten here.
inline constexpr std::string_view kRcpServices[] = {"aoss",
                                                    "appconfig",
                                                    "appstream",
                                                    "autoscaling",
                                                    "autoscaling-plans",
                                                    "budgets",
                                                    "clouddirectory",
                                                    "cloudfront",
                                                    "cloudsearch",
                                                    "cloudtrail-data",
                                                    "codeartifact",
                                                    "codebuild",
                                                    "codecommit",
                                                    "codepipeline",
                                                    "cognito-identity",
                                                    "cognito-idp",
                                                    "comprehend",
                                                    "comprehendmedical",
                                                    "compute-optimizer",
                                                    "cost-optimization-hub",
                                                    "dax",
                                                    "dsql",
                                                    "dynamodb",
                                                    "ecr",
                                                    "ecr-public",
                                                    "events",
                                                    "firehose",
                                                    "fis",
                                                    "fms",
                                                    "gamelift",
                                                    "health",
                                                    "inspector-scan",
                                                    "kendra",
                                                    "kinesisvideo",
                                                    "kms",
                                                    "logs",
                                                    "memorydb",
                                                    "networkmonitor",
                                                    "notifications",
                                                    "opensearch",
                                                    "pca-connector-ad",
                                                    "personalize",
                                                    "polly",
                                                    "pricing",
                                                    "resource-groups",
                                                    "rolesanywhere",
                                                    "s3",
                                                    "secretsmanager",
                                                    "servicediscovery",
                                                    "signin",
                                                    "sqs",
                                                    "sts",
                                                    "support",
                                                    "swf",
                                                    "textract",
                                                    "timestream-influxdb",
                                                    "transcribe",
                                                    "transfer",
                                                    "translate",
                                                    "wafv2",
                                                    "workspaces",
                                                    "xray"};

}  // namespace policy
