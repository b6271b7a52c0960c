#include "aws/client/effect.h"

#include <algorithm>
#include <array>

namespace aws {
namespace {

constexpr std::array<std::string_view, 18> kReadingVerbs = {
    "BatchGet", "Check",   "Decode", "Describe", "Estimate", "Filter", "Get",      "Head",     "List",
    "Lookup",   "Preview", "Query",  "Scan",     "Search",   "Select", "Simulate", "Validate", "Verify"};

// They say how things shall be, not what shall be added.
constexpr std::array<std::string_view, 15> kSettlingVerbs = {
    "Attach", "Cancel", "Delete", "Deregister", "Detach", "Disable",   "Disassociate", "Enable",
    "Modify", "Remove", "Revoke", "Set",        "Tag",    "Terminate", "Untag"};

struct Row {
  std::string_view service, operation;
  Effect effect;
};

// Operations whose verb and method do not tell: creations under a name that can be there only once, items that are
// replaced as a whole, and what only sounds like a read. Sources: the services' API references, "Errors" of each
// operation (EntityAlreadyExists and such).
constexpr Row kRows[] = {
    {"cloudwatch", "PutCompositeAlarm", Effect::idempotent},
    {"cloudwatch", "PutDashboard", Effect::idempotent},
    {"cloudwatch", "PutMetricAlarm", Effect::idempotent},
    {"dynamodb", "BatchWriteItem", Effect::idempotent},
    {"dynamodb", "CreateTable", Effect::idempotent},
    {"dynamodb", "PutItem", Effect::idempotent},
    {"dynamodb", "UpdateContinuousBackups", Effect::idempotent},
    {"ec2", "AuthorizeSecurityGroupEgress", Effect::idempotent},
    {"ec2", "AuthorizeSecurityGroupIngress", Effect::idempotent},
    {"ec2", "CreateKeyPair", Effect::idempotent},
    {"ec2", "CreateRoute", Effect::idempotent},
    {"ec2", "CreateSecurityGroup", Effect::idempotent},
    {"ec2", "CreateTags", Effect::idempotent},
    {"ecr", "CreateRepository", Effect::idempotent},
    {"iam", "AddClientIDToOpenIDConnectProvider", Effect::idempotent},
    {"iam", "AddRoleToInstanceProfile", Effect::idempotent},
    {"iam", "AddUserToGroup", Effect::idempotent},
    {"iam", "CreateAccountAlias", Effect::idempotent},
    {"iam", "CreateGroup", Effect::idempotent},
    {"iam", "CreateInstanceProfile", Effect::idempotent},
    {"iam", "CreateLoginProfile", Effect::idempotent},
    {"iam", "CreateOpenIDConnectProvider", Effect::idempotent},
    {"iam", "CreatePolicy", Effect::idempotent},
    {"iam", "CreateRole", Effect::idempotent},
    {"iam", "CreateUser", Effect::idempotent},
    {"iam", "PutGroupPolicy", Effect::idempotent},
    {"iam", "PutRolePermissionsBoundary", Effect::idempotent},
    {"iam", "PutRolePolicy", Effect::idempotent},
    {"iam", "PutUserPermissionsBoundary", Effect::idempotent},
    {"iam", "PutUserPolicy", Effect::idempotent},
    {"iam", "UpdateAssumeRolePolicy", Effect::idempotent},
    {"iam", "UpdateOpenIDConnectProviderThumbprint", Effect::idempotent},
    {"iam", "UpdateRole", Effect::idempotent},
    {"iam", "UpdateRoleDescription", Effect::idempotent},
    {"kms", "CreateAlias", Effect::idempotent},
    {"logs", "CreateLogGroup", Effect::idempotent},
    {"logs", "PutRetentionPolicy", Effect::idempotent},
    {"s3", "CompleteMultipartUpload", Effect::idempotent},
    {"s3", "DeleteObjects", Effect::idempotent},
    {"sqs", "CreateQueue", Effect::idempotent},
    // They give out sessions, which nobody misses.
    {"sts", "AssumeRole", Effect::read},
    {"sts", "AssumeRoleWithSAML", Effect::read},
    {"sts", "AssumeRoleWithWebIdentity", Effect::read},
    {"sts", "AssumeRoot", Effect::read},
};

template <size_t Count>
bool begins_with_any(std::string_view name, const std::array<std::string_view, Count>& verbs) {
  return std::any_of(verbs.begin(), verbs.end(), [&](std::string_view verb) {
    // A whole word: GetRole, but no Getaway.
    return name.starts_with(verb) &&
           (name.size() == verb.size() || (name[verb.size()] >= 'A' && name[verb.size()] <= 'Z'));
  });
}

bool has_token(const Operation& operation) {
  auto input = operation.input();
  for (uint32_t i = 0; input && i < input->member_count(); ++i)
    if (input->member(i).idempotency_token()) return true;
  return false;
}

}  // namespace

Effect effect_of(const Service& service, const Operation& operation) {
  for (const Row& row : kRows)
    if (row.service == service.id() && row.operation == operation.name()) return row.effect;
  bool rest = service.protocol() == Protocol::rest_json || service.protocol() == Protocol::rest_xml;
  std::string_view method = operation.http_method();
  if (begins_with_any(operation.name(), kReadingVerbs) || (rest && (method == "GET" || method == "HEAD")))
    return Effect::read;
  // RFC 9110, 9.2.2.
  bool settles =
      begins_with_any(operation.name(), kSettlingVerbs) || (rest && (method == "PUT" || method == "DELETE"));
  return settles || has_token(operation) ? Effect::idempotent : Effect::once;
}

}  // namespace aws
