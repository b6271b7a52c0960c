#include "services/s3/customer_key.h"

#include <algorithm>

#include "base/encoding.h"
#include "crypto/counter_cipher.h"
#include "crypto/digest.h"

namespace account::s3 {
namespace {

constexpr std::string_view kAlgorithm = "AES256";
constexpr std::string_view kHeader = "x-amz-server-side-encryption";
constexpr std::string_view kPartNeedsKey =
    "The multipart upload initiate requested encryption. Subsequent part requests must include the "
    "appropriate "
    "encryption parameters.";

tl::unexpected<aws::Error> wrong(std::string_view why) {
  return invalid_argument(std::string(why), kHeader, "null");
}

tl::unexpected<aws::Error> invalid_request(std::string_view why) {
  return tl::unexpected(aws::Error("InvalidRequest", 400, std::string(why)));
}

// The headers of a call, checked against each other. The key may still be of another length.
aws::Result<std::optional<SealingKey>> read_key(const Call& call, KeyOf whose) {
  std::string prefix = whose == KeyOf::object ? "SSECustomer" : "CopySourceSSECustomer";
  std::string algorithm = call.input.text(prefix + "Algorithm");
  std::string key = call.input.text(prefix + "Key");
  std::string md5 = call.input.text(prefix + "KeyMD5");
  if (algorithm.empty() && key.empty() && md5.empty()) return std::nullopt;
  // S3 User Guide, "Using server-side encryption with customer-provided keys": over HTTPS only.
  if (!call.http.tls)
    return invalid_request(
        "Requests specifying Server Side Encryption with Customer provided keys must be made over a secure "
        "connection.");
  constexpr std::string_view kMust =
      "Requests specifying Server Side Encryption with Customer provided keys must provide ";
  if (algorithm.empty()) return wrong(fmt::format("{}a valid encryption algorithm.", kMust));
  if (algorithm != kAlgorithm) {
    return tl::unexpected(
        aws::Error("InvalidEncryptionAlgorithmError", 400,
                   "The Encryption request you specified is not valid. Supported value: AES256.",
                   {{"ArgumentName", kHeader}, {"ArgumentValue", algorithm}}));
  }
  if (key.empty()) return wrong(fmt::format("{}an appropriate secret key.", kMust));
  if (md5.empty()) return wrong(fmt::format("{}the client calculated MD5 of the secret key.", kMust));
  std::optional<std::string> bytes = base::unbase64(key);
  if (!bytes) return wrong("The secret key was invalid for the specified algorithm.");
  if (base::base64(crypto::digest(crypto::Digest::md5, *bytes)) != md5)
    return wrong("The calculated MD5 hash of the key did not match the hash that was provided.");
  return SealingKey{base::Secret(std::move(*bytes)), std::move(md5)};
}

aws::Result<void> check_length(const SealingKey& key) {
  if (key.key.reveal().size() == crypto::kCounterKeySize) return {};
  return wrong("The secret key was invalid for the specified algorithm.");
}

// PutBucketEncryption can keep such objects out (S3 User Guide, "Blocking or unblocking SSE-C for a general
// purpose bucket").
bool blocks_customer_keys(const Bucket& bucket) {
  const json::Value* encryption = bucket.record.find("Encryption");
  const json::Value* blocked =
      encryption ? encryption->find("Rules")->as_array().front().find("BlockedEncryptionTypes") : nullptr;
  if (!blocked) return false;
  std::vector<std::string> types = blocked->strings_at("EncryptionType");
  return std::find(types.begin(), types.end(), "SSE-C") != types.end();
}

std::string_view key_md5(const json::Value& record) {
  const json::Value* sealed = record.find("Sealed");
  return sealed ? sealed->string_or("KeyMD5", "") : "";
}

}  // namespace

aws::Result<std::optional<SealingKey>> new_customer_key(const Call& call, const Bucket& bucket) {
  bool asked = call.input.has("SSECustomerAlgorithm") || call.input.has("SSECustomerKey");
  if (asked && call.input.has("ServerSideEncryption")) {
    return invalid_argument(
        "Server Side Encryption with Customer provided key is incompatible with the encryption method "
        "specified",
        kHeader, call.input.text("ServerSideEncryption"));
  }
  std::optional<SealingKey> key = TRY(read_key(call, KeyOf::object));
  if (!key) return std::nullopt;
  TRY(check_length(*key));
  if (!blocks_customer_keys(bucket)) return key;
  return aws::error(
      "AccessDenied", 403,
      "User: {} is not authorized to perform: s3:{} on resource: \"{}/{}\" because this bucket has "
      "blocked upload requests that specify Server Side Encryption with Customer provided keys "
      "(SSE-C). Please specify a different server-side encryption type",
      call.caller.principal.arn, call.operation, bucket.arn(), call.input.text("Key"));
}

aws::Result<std::optional<SealingKey>> require_customer_key(const Call& call, const json::Value& record,
                                                            KeyOf whose) {
  std::optional<SealingKey> key = TRY(read_key(call, whose));
  if (!has_customer_key(record)) {
    if (!key) return std::nullopt;
    return invalid_request("The encryption parameters are not applicable to this object.");
  }
  if (!key) {
    return invalid_request(
        "The object was stored using a form of Server Side Encryption. The correct parameters must be "
        "provided "
        "to retrieve the object.");
  }
  if (key->md5 == key_md5(record)) {
    TRY(check_length(*key));
    return key;
  }
  return aws::error("AccessDenied", 403,
                    "Requests specifying Server Side Encryption with Customer provided keys must provide the "
                    "correct secret key.");
}

aws::Result<std::optional<SealingKey>> part_customer_key(const Call& call, const json::Value& upload) {
  std::optional<SealingKey> key = TRY(read_key(call, KeyOf::object));
  if (has_customer_key(upload) != key.has_value()) return invalid_request(kPartNeedsKey);
  if (key && key->md5 != key_md5(upload))
    return invalid_request("The provided encryption parameters did not match the ones used originally.");
  if (key) TRY(check_length(*key));
  return key;
}

bool has_customer_key(const json::Value& record) {
  return !key_md5(record).empty();
}

void set_sealed(json::Object& record, const SealingKey& key) {
  record.set("Sealed", Object{{"KeyMD5", key.md5}});
}

void show_customer_key(const json::Value& record, json::Object& output) {
  output.set("SSECustomerAlgorithm", kAlgorithm);
  output.set("SSECustomerKeyMD5", key_md5(record));
}

}  // namespace account::s3
