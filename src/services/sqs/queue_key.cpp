#include "services/sqs/queue_key.h"

#include "account/call/facilities.h"
#include "account/call/invoke.h"
#include "base/encoding.h"
#include "crypto/seal.h"
#include "services/sqs/attributes.h"

namespace account::sqs {
namespace {

constexpr std::string_view kPrincipal = "sqs.amazonaws.com";
constexpr std::string_view kPurpose = "sqs message";

// As SQS says what KMS has said.
constexpr std::pair<std::string_view, std::string_view> kCodes[] = {
    {"AccessDeniedException", "KmsAccessDenied"},
    {"DisabledException", "KmsDisabled"},
    {"InvalidKeyUsageException", "KmsInvalidKeyUsage"},
    {"KMSInvalidStateException", "KmsInvalidState"},
    {"NotFoundException", "KmsNotFound"},
};

std::string_view code_of(std::string_view kms) {
  for (const auto& [theirs, ours] : kCodes)
    if (theirs == kms) return ours;
  return "KmsInvalidState";
}

Output ask_kms(Call& call, const State& state, std::string_view operation, json::Object input,
               std::string_view queue) {
  input.set("EncryptionContext", Object{{"aws:sqs:arn", queue}});
  Origin origin{call.caller, call.called_via, state, call.region, call.now, call.facilities, call.bodies};
  Output answer = invoke(origin, {kPrincipal, Access::forwarded, "kms", operation, std::move(input)});
  if (answer) return answer;
  return aws::error(code_of(answer.error().code), 400, "{}", answer.error().message);
}

aws::Result<base::Secret> open_data_key(Call& call, const State& state, std::string_view sealed,
                                        std::string_view queue) {
  std::string bytes = base::unbase64(sealed).value_or("");
  json::Value answer = TRY(ask_kms(call, state, "Decrypt", Object{{"CiphertextBlob", bytes}}, queue));
  return base::Secret(std::string(answer.string_or("Plaintext", "")));
}

}  // namespace

// Who sends must be allowed to make a data key and to open it again.
aws::Result<void> seal_body(Call& call, const Queue& queue, json::Object& message) {
  std::string key = attribute(queue, "KmsMasterKeyId");
  if (key.empty()) return {};
  std::string arn = queue.arn();
  json::Value made =
      TRY(ask_kms(call, call.state, "GenerateDataKey", Object{{"KeyId", key}, {"KeySpec", "AES_256"}}, arn));
  std::string sealed = base::base64(made.string_or("CiphertextBlob", ""));
  base::Secret data_key = TRY(open_data_key(call, call.state, sealed, arn));
  message.set("DataKey", sealed);
  message.set("SealedFor", arn);
  message.set("Body", base::base64(crypto::seal(data_key, kPurpose, message.find("Body")->as_string(),
                                                call.facilities.random)));
  return {};
}

aws::Result<std::string> open_body(Call& call, const State& state, const json::Value& message) {
  std::string body(message.string_or("Body", ""));
  if (!message.find("DataKey")) return body;
  base::Secret data_key =
      TRY(open_data_key(call, state, message.string_or("DataKey", ""), message.string_or("SealedFor", "")));
  auto text = crypto::unseal(data_key, kPurpose, base::unbase64(body).value_or(""));
  if (!text) return aws::error("InternalFailure", 500, "A message cannot be read.");
  return std::move(*text);
}

}  // namespace account::sqs
