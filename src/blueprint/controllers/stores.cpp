// Where logs are kept that are not CloudWatch's, and a table for tools of others.
#include "blueprint/controllers/writer.h"
#include "blueprint/storage/bucket_policy.h"
#include "blueprint/storage/kinds.h"

namespace blueprint {
namespace {

using json::Object;
using json::Value;

constexpr size_t kMaxTableName = 255;
constexpr const char* kFlowLogs = "flow-logs";

// What CreateFlowLogs would write itself, where it is not there (Amazon VPC User Guide, "Publish flow logs to S3").
json::Array delivery(const ListSettings& settings, const std::string& bucket) {
  Object by{{"StringEquals", Object{{"aws:SourceAccount", settings.account_id}}},
            {"ArnLike", Object{{"aws:SourceArn", fmt::format("arn:{}:logs:{}:{}:*", settings.partition,
                                                             settings.region, settings.account_id)}}}};
  auto allow = [&](const char* sid, const char* action, const std::string& resource) {
    return Object{{"Sid", sid},
                  {"Effect", "Allow"},
                  {"Principal", Object{{"Service", "delivery.logs.amazonaws.com"}}},
                  {"Action", action},
                  {"Resource", resource},
                  {"Condition", by}};
  };
  return {allow("AWSLogDeliveryWrite", "s3:PutObject",
                fmt::format("{}/AWSLogs/{}/*", bucket, settings.account_id)),
          allow("AWSLogDeliveryAclCheck", "s3:GetBucketAcl", bucket)};
}

Value policy_of(const std::string& bucket, json::Array statements, bool has_tls) {
  if (has_tls) statements.push_back(tls_only("s3:*", json::Array{bucket, bucket + "/*"}));
  if (statements.empty()) return {};
  return Object{{"Version", "2012-10-17"}, {"Statement", std::move(statements)}};
}

}  // namespace

void ControllerWriter::stores() {
  const ListSettings& settings = list_.settings();
  auto bucket = [&](const std::string& at, const char* what, const char* why, json::Array statements,
                    int64_t days) {
    std::string name = list_.bucket_name(what);
    std::string arn = fmt::format("arn:{}:s3:::{}", settings.partition, name);
    list_.add_tagged(at, kBucket, why,
                     desired_bucket(name, settings.partition, settings.region,
                                    policy_of(arn, std::move(statements), parts_.has_tls), days));
  };
  if (parts_.flow_logs_days)
    bucket(kFlowLogBucketAt, kFlowLogs, "traffic of the network is on record",
           delivery(settings, flow_log_bucket_arn(settings)), *parts_.flow_logs_days);
  if (parts_.loki_days)
    bucket("stores/loki", "loki", "logs of the cluster's services are kept", {}, *parts_.loki_days);
  if (parts_.lock_table)
    list_.add_tagged("stores/locks", kTable, "tools of others work on the cluster one at a time",
                     {{"name", list_.name_of("locks", kMaxTableName)}, {"key", "LockID"}});
}

std::string flow_log_bucket_arn(const ListSettings& settings) {
  return fmt::format("arn:{}:s3:::{}", settings.partition, ResourceList(settings).bucket_name(kFlowLogs));
}

}  // namespace blueprint
