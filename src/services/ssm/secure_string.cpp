#include "services/ssm/secure_string.h"

#include "account/call/facilities.h"
#include "account/call/invoke.h"
#include "base/encoding.h"
#include "crypto/seal.h"

namespace account::ssm {
namespace {

constexpr std::string_view kPrincipal = "ssm.amazonaws.com";
constexpr std::string_view kPurpose = "ssm parameter";

// A denial goes through as it is; whatever else KMS says is the key's fault.
Output ask_kms(Call& call, std::string_view operation, json::Object input, std::string_view arn) {
  input.set("EncryptionContext", Object{{"PARAMETER_ARN", arn}});
  Output answer = invoke(call, {kPrincipal, Access::forwarded, "kms", operation, std::move(input)});
  if (answer) return answer;
  const aws::Error& error = answer.error();
  bool is_denied = error.code == "AccessDeniedException";
  return aws::error(is_denied ? "AccessDeniedException" : "InvalidKeyId", 400,
                    "{} (Service: AWSKMS; Status Code: {}; Error Code: {}; Request ID: {})", error.message,
                    error.status, error.code, call.request_id);
}

std::string bytes_of(const json::Value& version, std::string_view member) {
  return base::unbase64(version.string_or(member, "")).value_or("");
}

}  // namespace

aws::Result<void> seal_value(Call& call, json::Object& parameter) {
  std::string arn = parameter.find("ARN")->as_string(), key = parameter.find("KeyId")->as_string();
  std::string text = parameter.find("Value")->as_string();
  if (parameter.find("Tier")->as_string() == "Standard") {
    json::Value made = TRY(ask_kms(call, "Encrypt", Object{{"KeyId", key}, {"Plaintext", text}}, arn));
    parameter.set("Value", base::base64(made.string_or("CiphertextBlob", "")));
    return {};
  }
  json::Value made =
      TRY(ask_kms(call, "GenerateDataKey", Object{{"KeyId", key}, {"KeySpec", "AES_256"}}, arn));
  base::Secret data_key(std::string(made.string_or("Plaintext", "")));
  parameter.set("DataKey", base::base64(made.string_or("CiphertextBlob", "")));
  parameter.set("Value", base::base64(crypto::seal(data_key, kPurpose, text, call.facilities.random)));
  return {};
}

aws::Result<std::string> told_value(Call& call, const json::Value& version) {
  std::string value(version.string_or("Value", ""));
  if (version.string_or("Type", "") != "SecureString" || !call.input.flag("WithDecryption")) return value;
  bool has_data_key = version.find("DataKey") != nullptr;
  json::Value opened = TRY(ask_kms(
      call, "Decrypt", Object{{"CiphertextBlob", bytes_of(version, has_data_key ? "DataKey" : "Value")}},
      version.string_or("ARN", "")));
  std::string plaintext(opened.string_or("Plaintext", ""));
  if (!has_data_key) return plaintext;
  auto text = crypto::unseal(base::Secret(std::move(plaintext)), kPurpose, bytes_of(version, "Value"));
  if (!text) return aws::error("InternalServerError", 500, "A value cannot be read.");
  return std::move(*text);
}

}  // namespace account::ssm
