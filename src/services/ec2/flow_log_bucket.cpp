#include "services/ec2/flow_log_bucket.h"

#include "account/call/invoke.h"

namespace account::ec2 {
namespace {

constexpr std::string_view kDelivery = "delivery.logs.amazonaws.com";
constexpr std::string_view kBucketArn = "arn:aws:s3:::";

struct Destination {
  std::string bucket;
  std::string prefix;  // with a slash behind it, or empty
};

aws::Result<Destination> read_destination(const std::string& text) {
  std::string path = text.starts_with(kBucketArn) ? text.substr(kBucketArn.size()) : "";
  size_t slash = path.find('/');
  Destination out{path.substr(0, slash), slash == path.npos ? "" : path.substr(slash + 1)};
  if (!out.prefix.empty() && !out.prefix.ends_with('/')) out.prefix += '/';
  if (!out.bucket.empty()) return out;
  return aws::error("InvalidParameter", 400, "LogDestination: {} is not a valid ARN of a bucket", text);
}

Output invoke_s3(Call& call, std::string_view operation, json::Value input) {
  return invoke(call, {"ec2.amazonaws.com", Access::forwarded, "s3", operation, std::move(input)});
}

Object statement(const Call& call, const char* sid, const char* action, std::string resource) {
  std::string account = call.state.account();
  std::string source = fmt::format("arn:aws:logs:{}:{}:*", call.region, account);
  return Object{{"Sid", sid},
                {"Effect", "Allow"},
                {"Principal", Object{{"Service", kDelivery}}},
                {"Action", action},
                {"Resource", std::move(resource)},
                {"Condition", Object{{"StringEquals", Object{{"aws:SourceAccount", account}}},
                                     {"ArnLike", Object{{"aws:SourceArn", source}}}}}};
}

json::Value with_delivery(const Call& call, json::Value policy, const Destination& to) {
  if (!policy.is_object()) policy = Object{{"Version", "2012-10-17"}};
  json::Value& statements = policy.as_object()["Statement"];
  if (statements.is_object()) statements = json::Array{statements};
  if (!statements.is_array()) statements = json::Array();
  std::string arn = std::string(kBucketArn) + to.bucket;
  std::string objects = fmt::format("{}/{}AWSLogs/{}/*", arn, to.prefix, call.state.account());
  statements.as_array().push_back(statement(call, "AWSLogDeliveryWrite", "s3:PutObject", objects));
  statements.as_array().push_back(statement(call, "AWSLogDeliveryAclCheck", "s3:GetBucketAcl", arn));
  return policy;
}

std::string told(const aws::Error& error, const std::string& bucket) {
  if (error.code == "NoSuchBucket") return fmt::format("LogDestination: {} does not exist.", bucket);
  return fmt::format("Access Denied for LogDestination: {}. Please check LogDestination permission", bucket);
}

}  // namespace

aws::Result<std::string> prepare_bucket(Call& call, const std::string& destination) {
  Destination to = TRY(read_destination(destination));
  Output policy = invoke_s3(call, "GetBucketPolicy", Object{{"Bucket", to.bucket}});
  if (!policy && policy.error().code != "NoSuchBucketPolicy") return told(policy.error(), to.bucket);
  std::string text(policy ? policy->string_or("Policy", "") : "");
  if (text.find(kDelivery) != text.npos) return std::string();
  auto parsed = json::parse(text);
  json::Value wanted = with_delivery(call, parsed ? std::move(*parsed) : json::Value(), to);
  Output put =
      invoke_s3(call, "PutBucketPolicy", Object{{"Bucket", to.bucket}, {"Policy", json::dump(wanted)}});
  return put ? std::string() : told(put.error(), to.bucket);
}

}  // namespace account::ec2
