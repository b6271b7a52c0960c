#include "services/dynamodb/table_settings.h"

#include "account/call/invoke.h"
#include "services/dynamodb/errors.h"

namespace account::dynamodb {
namespace {

constexpr std::string_view kPrincipal = "dynamodb.amazonaws.com";

// 2026-11-30T01:02:03.456, as streams are named.
std::string label_of(base::Time now) {
  std::string label = base::iso8601_ms(now);
  label.pop_back();
  return label;
}

bool is_streaming(const json::Value& table) {
  return table.find("StreamSpecification") != nullptr;
}

}  // namespace

aws::Result<void> set_stream(const Call& call, json::Value& table) {
  const json::Value* given = call.input.find("StreamSpecification");
  if (!given) return {};
  bool is_on = given->bool_or("StreamEnabled", false);
  bool has_view = !given->string_or("StreamViewType", "").empty();
  if (is_on != has_view)
    return invalid_value("StreamViewType must be given exactly where StreamEnabled is true");
  json::Object& members = table.as_object();
  if (!is_on && is_streaming(table)) {
    members.erase("StreamSpecification");  // the ARN of the last one stays, as the stream does for a day
    return {};
  }
  if (!is_on) return {};
  if (is_streaming(table)) {
    return invalid("Table already has an enabled stream: TableName: {}", table.string_or("TableName", ""));
  }
  std::string label = label_of(call.now);
  members.set("StreamSpecification", *given);
  members.set("LatestStreamLabel", label);
  members.set("LatestStreamArn", fmt::format("{}/stream/{}", table.string_or("TableArn", ""), label));
  return {};
}

aws::Result<void> set_encryption(Call& call, json::Value& table) {
  const json::Value* given = call.input.find("SSESpecification");
  if (!given) return {};
  std::string key(given->string_or("KMSMasterKeyId", ""));
  bool is_on = given->bool_or("Enabled", false);
  if (!is_on && !key.empty())
    return invalid_value("KMSMasterKeyId can only be specified where server-side encryption is enabled");
  if (given->string_or("SSEType", "") == "AES256")
    return invalid_value("SSEType AES256 is not supported; the one supported is KMS");
  table.as_object().erase("KmsKeyArn");
  if (!is_on) return {};
  if (key.empty()) key = "alias/aws/dynamodb";
  Invocation question{kPrincipal, Access::forwarded, "kms", "DescribeKey", Object{{"KeyId", key}}};
  Output answer = invoke(call, question);
  if (!answer) return invalid_value("KMS validation error: {}", answer.error().message);
  const json::Value* metadata = answer->find("KeyMetadata");
  if (metadata->string_or("KeyState", "") != "Enabled")
    return invalid_value("KMS validation error: the key {} is not enabled", key);
  table.as_object().set("KmsKeyArn", metadata->string_or("Arn", ""));
  return {};
}

aws::Result<void> set_warm_throughput(const Call& call, json::Value& table) {
  const json::Value* given = call.input.find("WarmThroughput");
  if (!given) return {};
  table.as_object().set("WarmThroughput",
                        Object{{"ReadUnitsPerSecond", given->int_or("ReadUnitsPerSecond", 12000)},
                               {"WriteUnitsPerSecond", given->int_or("WriteUnitsPerSecond", 4000)},
                               {"Status", "ACTIVE"}});
  return {};
}

}  // namespace account::dynamodb
