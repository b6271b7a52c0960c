#include "services/s3/object_data.h"

#include "base/text.h"
#include "services/s3/acl.h"
#include "services/s3/customer_key.h"
#include "services/s3/tags.h"

namespace account::s3 {
namespace {

constexpr size_t kMaxKey = 1024;
constexpr size_t kMaxMetadata = 2048;
constexpr std::string_view kDefaultType = "binary/octet-stream";
constexpr std::string_view kDefaultEncryption = "AES256";

// Headers that are kept and given back, by the model's names.
constexpr std::string_view kHeaders[] = {"CacheControl",           "ContentDisposition", "ContentEncoding",
                                         "ContentLanguage",        "ContentType",        "Expires",
                                         "WebsiteRedirectLocation"};
constexpr std::string_view kEncryptionMembers[] = {"ServerSideEncryption", "SSEKMSKeyId", "BucketKeyEnabled"};

// aws-chunked is how a body travelled, and no property of the object.
std::string content_encoding(const std::string& header) {
  std::vector<std::string> kept;
  for (std::string_view one : base::split(header, ','))
    if (!base::equal_ignoring_case(base::trim(one), "aws-chunked")) kept.emplace_back(base::trim(one));
  return base::join(kept, ",");
}

Object headers(const Input& in) {
  Object headers;
  for (std::string_view name : kHeaders) {
    std::string value = in.text(name);
    if (name == "ContentEncoding") value = content_encoding(value);
    if (!value.empty()) headers.set(name, std::move(value));
  }
  return headers;
}

aws::Result<void> take_metadata(const Input& in, Object& record) {
  const json::Value* metadata = in.find("Metadata");
  if (!metadata) return {};
  size_t size = 0;
  for (const auto& [name, value, span] : metadata->as_object())
    size += name.size() + value.as_string().size();
  if (size > kMaxMetadata) {
    return tl::unexpected(aws::Error("MetadataTooLarge", 400,
                                     "Your metadata headers exceed the maximum allowed metadata size",
                                     {{"Size", size}, {"MaxSizeAllowed", kMaxMetadata}}));
  }
  record.set("Metadata", *metadata);
  return {};
}

// Of the request, else the bucket's default; SSE-S3 is everywhere, and need not be kept.
Object encryption(const Input& in, const Bucket& bucket) {
  Object chosen;
  for (std::string_view member : kEncryptionMembers) chosen.set_if(member, in.find(member));
  const json::Value* configuration = bucket.record.find("Encryption");
  if (!chosen.contains("ServerSideEncryption") && configuration) {
    const json::Value& rule = configuration->find("Rules")->as_array().front();
    if (const json::Value* by_default = rule.find("ApplyServerSideEncryptionByDefault")) {
      chosen.set_if("ServerSideEncryption", by_default->find("SSEAlgorithm"));
      chosen.set_if("SSEKMSKeyId", by_default->find("KMSMasterKeyID"));
    }
    chosen.set_if("BucketKeyEnabled", rule.find("BucketKeyEnabled"));
  }
  return chosen;
}

// Locks are not kept here.
aws::Result<void> refuse_locks(const Input& in) {
  for (std::string_view member :
       {"ObjectLockMode", "ObjectLockRetainUntilDate", "ObjectLockLegalHoldStatus"}) {
    if (in.has(member))
      return aws::error("InvalidRequest", 400, "Bucket is missing Object Lock Configuration");
  }
  return {};
}

}  // namespace

aws::Result<json::Object> describe_object(const Call& call, const Bucket& bucket) {
  const Input& in = call.input;
  std::string key = in.text("Key");
  if (key.size() > kMaxKey) {
    return tl::unexpected(aws::Error("KeyTooLongError", 400, "Your key is too long",
                                     {{"Size", key.size()}, {"MaxSizeAllowed", kMaxKey}}));
  }
  TRY(refuse_locks(in));
  Object record{{"LastModified", last_modified(call.now)}};
  if (Object kept = headers(in); !kept.empty()) record.set("Headers", std::move(kept));
  TRY(take_metadata(in, record));
  json::Array tags = TRY(parse_tagging(in.text("Tagging")));
  if (!tags.empty()) record.set("Tags", std::move(tags));
  if (in.has("StorageClass") && in.text("StorageClass") != "STANDARD")
    record.set("StorageClass", in.text("StorageClass"));
  if (std::optional<SealingKey> customer_key = TRY(new_customer_key(call, bucket))) {
    set_sealed(record, *customer_key);
  } else if (Object chosen = encryption(in, bucket); !chosen.empty()) {
    record.set("Encryption", std::move(chosen));
  }
  std::string acl = TRY(canned_acl(call, bucket));
  if (acl != "private") record.set("Acl", acl);
  bool given_up = acl == "bucket-owner-full-control" && bucket.ownership() == "BucketOwnerPreferred";
  bool of_writer = bucket.has_acls() && !given_up && !call.caller.account.empty();
  if (of_writer && call.caller.account != bucket.account()) record.set("Owner", call.caller.account);
  return record;
}

void show_headers(const json::Value& record, json::Object& output) {
  if (const json::Value* headers = record.find("Headers"))
    for (const auto& [name, value, span] : headers->as_object()) output.set(name, value);
  if (!output.contains("ContentType")) output.set("ContentType", kDefaultType);
  output.set_if("Metadata", record.find("Metadata"));
  output.set_if("StorageClass", record.find("StorageClass"));
}

void show_encryption(const json::Value& record, json::Object& output) {
  if (has_customer_key(record)) return show_customer_key(record, output);
  output.set("ServerSideEncryption", kDefaultEncryption);
  const json::Value* encryption = record.find("Encryption");
  for (std::string_view member : kEncryptionMembers)
    if (encryption) output.set_if(member, encryption->find(member));
}

void show_version_id(const Bucket& bucket, const Version& version, json::Object& output) {
  if (bucket.versioning() != Versioning::never) output.set("VersionId", version.version_id());
}

void show_written(const Bucket& bucket, const Version& version, json::Object& output) {
  show_encryption(version.record, output);
  if (bucket.versioning() == Versioning::enabled) output.set("VersionId", version.version_id());
}

void set_checksum(json::Object& record, const std::string& algorithm, std::string value, ChecksumType type) {
  bool full = type == ChecksumType::full_object;
  record.set("Checksum", Object{{"Algorithm", algorithm},
                                {"Value", std::move(value)},
                                {"Type", full ? "FULL_OBJECT" : "COMPOSITE"}});
}

void show_checksum(const json::Value& record, json::Object& output, bool with_type) {
  const json::Value* checksum = record.find("Checksum");
  if (!checksum) return;
  output.set_if(checksum_member(checksum->string_or("Algorithm", "")), checksum->find("Value"));
  if (with_type) output.set_if("ChecksumType", checksum->find("Type"));
}

std::string checksum_member(std::string_view algorithm) {
  return fmt::format("Checksum{}", algorithm);
}

}  // namespace account::s3
