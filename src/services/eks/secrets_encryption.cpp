#include "services/eks/secrets_encryption.h"

#include "account/call/invoke.h"
#include "base/arn.h"
#include "services/eks/answers.h"

namespace account::eks {
namespace {

constexpr std::string_view kPrincipal = "eks.amazonaws.com";
constexpr std::string_view kGrant = "KeyGrant";  // of a cluster's record: {KeyId, GrantId}

tl::unexpected<aws::Error> refused(std::string words) {
  return tl::unexpected(aws::Error("InvalidRequestException", 400, std::move(words)));
}

// With the caller's permissions.
Output ask_kms(Call& call, std::string_view operation, json::Value input) {
  auto answer = invoke(call, {kPrincipal, Access::forwarded, "kms", operation, std::move(input)});
  if (answer) return answer;
  if (answer.error().code == "AccessDeniedException")
    return refused(fmt::format("User not authorized to perform kms:{} operation", operation));
  return refused(answer.error().message);
}

aws::Result<std::string> key_of(const json::Array& configs) {
  if (configs.size() != 1) return invalid("Only one encryptionConfig is supported");
  std::vector<std::string> resources = configs[0].strings_at("resources");
  if (resources.size() != 1 || resources[0] != "secrets")
    return invalid("The encryptionConfig resources must be [secrets]");
  const json::Value* provider = configs[0].find("provider");
  std::string key(provider ? provider->string_or("keyArn", "") : "");
  if (key.empty()) return invalid("KeyArn is required");
  auto arn = base::Arn::parse(key);
  if (!arn || arn->service != "kms") return invalid(fmt::format("KeyArn {} is not valid", key));
  return key;
}

}  // namespace

aws::Result<json::Array> take_encryption(Call& call, json::Value& record) {
  const json::Array& configs = call.input.list("encryptionConfig");
  if (configs.empty()) return json::Array();
  std::string key = TRY(key_of(configs));
  json::Value described = TRY(ask_kms(call, "DescribeKey", Object{{"KeyId", key}}));
  const json::Value& metadata = *described.find("KeyMetadata");
  std::string_view state = metadata.string_or("KeyState", "");
  if (state != "Enabled") return refused(fmt::format("The key {} is in the state {}", key, state));
  std::string arn(metadata.string_or("Arn", ""));
  const json::Value& cluster = *record.find("Cluster");
  json::Value grant = TRY(ask_kms(call, "CreateGrant",
                                  Object{{"KeyId", arn},
                                         {"GranteePrincipal", cluster.string_or("roleArn", "")},
                                         {"RetiringServicePrincipal", kPrincipal},
                                         {"Operations", json::Array{"Encrypt", "Decrypt", "DescribeKey"}}}));
  record.as_object().set(kGrant, Object{{"KeyId", arn}, {"GrantId", grant.string_or("GrantId", "")}});
  return json::Array{Object{{"resources", json::Array{"secrets"}}, {"provider", Object{{"keyArn", key}}}}};
}

// Somebody may have revoked it.
void retire_key_grant(Call& call, const json::Value& record) {
  const json::Value* grant = record.find(kGrant);
  if (grant) (void)invoke(call, {kPrincipal, Access::service, "kms", "RetireGrant", *grant});
}

}  // namespace account::eks
