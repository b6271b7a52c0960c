#include "services/kms/aws_managed.h"

#include "services/kms/alias.h"
#include "services/kms/key.h"
#include "services/kms/new_key.h"

namespace account::kms {
namespace {

struct ManagedAlias {
  std::string_view alias;
  std::string_view via;      // the host that kms:ViaService names: s3.REGION.amazonaws.com
  std::string_view service;  // in the key's description and policy
};
constexpr ManagedAlias kManaged[] = {
    {"alias/aws/acm", "acm", "ACM"},
    {"alias/aws/dynamodb", "dynamodb", "DynamoDB"},
    {"alias/aws/ebs", "ec2", "EBS"},
    {"alias/aws/ecr", "ecr", "ECR"},
    {"alias/aws/elasticfilesystem", "elasticfilesystem", "EFS"},
    {"alias/aws/kinesis", "kinesis", "Kinesis"},
    {"alias/aws/lambda", "lambda", "Lambda"},
    {"alias/aws/rds", "rds", "RDS"},
    {"alias/aws/s3", "s3", "S3"},
    {"alias/aws/secretsmanager", "secretsmanager", "Secrets Manager"},
    {"alias/aws/sns", "sns", "SNS"},
    {"alias/aws/sqs", "sqs", "SQS"},
    {"alias/aws/ssm", "ssm", "SSM"},
};

// Everybody in the account by way of the service; directly no more than to read about it.
std::string policy_of(const ManagedAlias& managed, const State& owner) {
  json::Object by_service{
      {"Sid", fmt::format("Allow access through {} for all principals in the account that are authorized",
                          managed.service)},
      {"Effect", "Allow"},
      {"Principal", json::Object{{"AWS", "*"}}},
      {"Action", json::Array{"kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*",
                             "kms:CreateGrant", "kms:DescribeKey"}},
      {"Resource", "*"},
      {"Condition",
       json::Object{{"StringEquals",
                     json::Object{{"kms:CallerAccount", owner.account()},
                                  {"kms:ViaService",
                                   fmt::format("{}.{}.amazonaws.com", managed.via, owner.region())}}}}}};
  json::Object directly{
      {"Sid", "Allow direct access to key metadata to the account"},
      {"Effect", "Allow"},
      {"Principal", json::Object{{"AWS", fmt::format("arn:aws:iam::{}:root", owner.account())}}},
      {"Action", json::Array{"kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant"}},
      {"Resource", "*"}};
  return json::dump(json::Object{
      {"Version", "2012-10-17"},
      {"Id", fmt::format("auto-{}", managed.alias.substr(std::string_view("alias/aws/").size()))},
      {"Statement", json::Array{std::move(by_service), std::move(directly)}}});
}

}  // namespace

std::optional<json::Value> make_aws_managed(const Call& call, State& owner, std::string_view alias) {
  bool is_maker = !call.called_via.empty() || call.operation == "DescribeKey";
  if (!is_maker || owner.account() != own_account(call)) return std::nullopt;
  for (const ManagedAlias& one : kManaged) {
    if (one.alias != alias) continue;
    json::Value key = new_key(call, owner,
                              {.description = fmt::format("Default key that protects my data in {} when no "
                                                          "other key is defined",
                                                          one.service),
                               .manager = "AWS",
                               .policy = policy_of(one, owner)});
    start_rotation(call, owner, key, kDefaultRotationPeriod);
    store(owner, kKeys, key);
    json::Value record = new_alias(owner, alias, text_of(key, "KeyId"), call.now);
    store(owner, kAliases, record);
    return record;
  }
  return std::nullopt;
}

}  // namespace account::kms
