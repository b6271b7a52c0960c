#include "services/s3/sealing_key.h"

#include "account/call/invoke.h"
#include "base/encoding.h"

namespace account::s3 {
namespace {

constexpr std::string_view kPrincipal = "s3.amazonaws.com";
constexpr std::string_view kDefaultKey = "alias/aws/s3";

// As S3 says what KMS has said.
tl::unexpected<aws::Error> told_by_kms(aws::Error error) {
  if (error.code == "AccessDeniedException") return aws::error("AccessDenied", 403, "{}", error.message);
  return aws::error(fmt::format("KMS.{}", error.code), 400, "{}", error.message);
}

// KMS knows keys of the bucket's region alone, whichever the call was signed for.
Output ask_kms(Call& call, const Bucket& bucket, std::string_view operation, json::Value input) {
  Origin origin{call.caller, call.called_via, call.state, bucket.region(),
                call.now,    call.facilities, call.bodies};
  auto answer = invoke(origin, {kPrincipal, Access::forwarded, "kms", operation, std::move(input)});
  if (!answer) return told_by_kms(std::move(answer).error());
  return answer;
}

// S3 User Guide, "Specifying server-side encryption with AWS KMS (SSE-KMS)".
aws::Result<void> check_signed(const Call& call) {
  bool is_signed = call.signature && call.signature->claim.version != 2;
  if (is_signed) return {};
  return invalid_argument(
      "Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.",
      "Authorization", "null");
}

bool is_kms(const json::Value* encryption) {
  return encryption && encryption->string_or("ServerSideEncryption", "").starts_with("aws:kms");
}

Object context_of(const json::Value& sealed) {
  return Object{{"aws:s3:arn", sealed.string_or("Context", "")}};
}

aws::Result<std::optional<SealingKey>> open_data_key(Call& call, const Bucket& bucket,
                                                     const json::Value& record) {
  TRY(check_signed(call));
  const json::Value& sealed = *record.find("Sealed");
  json::Value answer =
      TRY(ask_kms(call, bucket, "Decrypt",
                  Object{{"CiphertextBlob", base::unbase64(sealed.string_or("DataKey", "")).value_or("")},
                         {"KeyId", record.find("Encryption")->string_or("SSEKMSKeyId", "")},
                         {"EncryptionContext", context_of(sealed)}}));
  return SealingKey{base::Secret(std::string(answer.string_or("Plaintext", ""))), ""};
}

}  // namespace

aws::Result<std::optional<SealingKey>> new_sealing_key(Call& call, const Bucket& bucket,
                                                       const std::string& key, Object& record) {
  json::Value* encryption = record.find("Encryption");
  if (!is_kms(encryption)) return new_customer_key(call, bucket);
  TRY(check_signed(call));
  // With a bucket key, one data key serves for many objects, and KMS is told of the bucket alone.
  bool has_bucket_key = encryption->bool_or("BucketKeyEnabled", false);
  Object sealed{{"Context", has_bucket_key ? bucket.arn() : fmt::format("{}/{}", bucket.arn(), key)}};
  json::Value answer = TRY(ask_kms(call, bucket, "GenerateDataKey",
                                   Object{{"KeyId", encryption->string_or("SSEKMSKeyId", kDefaultKey)},
                                          {"KeySpec", "AES_256"},
                                          {"EncryptionContext", context_of(sealed)}}));
  sealed.set("DataKey", base::base64(answer.string_or("CiphertextBlob", "")));
  encryption->as_object().set("SSEKMSKeyId", answer.string_or("KeyId", ""));
  record.set("Sealed", std::move(sealed));
  return SealingKey{base::Secret(std::string(answer.string_or("Plaintext", ""))), ""};
}

aws::Result<std::optional<SealingKey>> sealing_key(Call& call, const Bucket& bucket,
                                                   const json::Value& record, KeyOf whose) {
  std::optional<SealingKey> customers = TRY(require_customer_key(call, record, whose));
  if (customers || !is_kms(record.find("Encryption"))) return customers;
  return open_data_key(call, bucket, record);
}

aws::Result<std::optional<SealingKey>> part_sealing_key(Call& call, const Bucket& bucket,
                                                        const json::Value& upload) {
  std::optional<SealingKey> customers = TRY(part_customer_key(call, upload));
  if (customers || !is_kms(upload.find("Encryption"))) return customers;
  return open_data_key(call, bucket, upload);
}

}  // namespace account::s3
