// The key with which an object's bytes are sealed: one that the customer keeps (SSE-C), or a data key of KMS (SSE-KMS).
// A data key rests beside the object, encrypted, and KMS opens it for whoever may use its key: it is asked with the
// caller's own permissions, by way of S3.
//
// A record keeps of SSE-KMS {"Encryption": {"ServerSideEncryption", "SSEKMSKeyId": the key's ARN, "BucketKeyEnabled"},
// "Sealed": {"DataKey": base64, "Context": an ARN, "Runs" (sealed_bytes.h)}}.
//
// Source: S3 User Guide, "Using server-side encryption with AWS KMS keys (SSE-KMS)", "Encryption context", "Reducing
// the cost of SSE-KMS with Amazon S3 Bucket Keys"; "Uploading and copying objects using multipart upload",
// "Multipart upload API and permissions".
#pragma once

#include <optional>

#include "services/s3/customer_key.h"
#include "services/s3/object.h"

namespace account::s3 {

// Of a call that makes an object; `record` is what describe_object() says of it, and learns of the data key. nullopt:
// the object is not to be sealed. Errors: those of new_customer_key(), of KMS, and InvalidArgument.
aws::Result<std::optional<SealingKey>> new_sealing_key(Call& call, const Bucket& bucket,
                                                       const std::string& key, Object& record);
// Of a call that reads what `record` describes; nullopt: it is not sealed.
aws::Result<std::optional<SealingKey>> sealing_key(Call& call, const Bucket& bucket,
                                                   const json::Value& record, KeyOf whose = KeyOf::object);
// Of a call that adds a part to a multipart upload, or completes it: the key with which it was begun.
aws::Result<std::optional<SealingKey>> part_sealing_key(Call& call, const Bucket& bucket,
                                                        const json::Value& upload);

}  // namespace account::s3
