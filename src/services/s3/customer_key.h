// SSE-C: keys that customers keep. What a call says of one, and what a record knows of it.
//
// Source: S3 User Guide, "Using server-side encryption with customer-provided keys (SSE-C)".
#pragma once

#include <optional>
#include <string>

#include "base/secret.h"
#include "services/s3/object.h"

namespace account::s3 {

struct SealingKey {
  base::Secret key;  // 32 bytes
  std::string md5;   // base64; empty: of a data key (sealing_key.h)
};

// Which headers: x-amz-server-side-encryption-customer-*, or those of the source of a copy.
enum class KeyOf { object, copy_source };

// Of a call that writes; nullopt: the object is not to be sealed. Errors: InvalidArgument,
// InvalidEncryptionAlgorithmError; AccessDenied: the bucket takes no such objects.
aws::Result<std::optional<SealingKey>> new_customer_key(const Call& call, const Bucket& bucket);

// Of a call that reads what `record` describes; nullopt: it is not sealed. Errors: InvalidRequest (a key is
// missing, or given for what has none), AccessDenied (another one).
aws::Result<std::optional<SealingKey>> require_customer_key(const Call& call, const json::Value& record,
                                                            KeyOf whose = KeyOf::object);

// Of a call that adds a part to a multipart upload: the key with which it was begun.
aws::Result<std::optional<SealingKey>> part_customer_key(const Call& call, const json::Value& upload);

// A record keeps under "Sealed": {"KeyMD5", and of an object "Runs" (sealed_bytes.h)}.
bool has_customer_key(const json::Value& record);
void set_sealed(json::Object& record, const SealingKey& key);
// The algorithm and the MD5 of the key, as an answer shows them.
void show_customer_key(const json::Value& record, json::Object& output);

}  // namespace account::s3
