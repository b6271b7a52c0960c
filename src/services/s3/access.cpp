#include "services/s3/access.h"

#include <algorithm>

#include "base/encoding.h"
#include "services/s3/acl.h"
#include "services/s3/copy_source.h"
#include "services/s3/public_policy.h"
#include "services/s3/tags.h"

namespace account::s3 {
namespace {

// Headers that are condition keys under their own name.
constexpr std::string_view kHeaderKeys[] = {
    "x-amz-acl",
    "x-amz-content-sha256",
    "x-amz-copy-source",
    "x-amz-grant-full-control",
    "x-amz-grant-read",
    "x-amz-grant-read-acp",
    "x-amz-grant-write",
    "x-amz-grant-write-acp",
    "x-amz-metadata-directive",
    "x-amz-object-ownership",
    "x-amz-server-side-encryption",
    "x-amz-server-side-encryption-aws-kms-key-id",
    "x-amz-server-side-encryption-customer-algorithm",
    "x-amz-storage-class",
    "x-amz-website-redirect-location",
    "if-match",
    "if-none-match",
};

constexpr std::string_view kCopySourceHeader = "x-amz-copy-source";

// As policies name it: BUCKET/KEY.
std::string decoded(const std::string& value) {
  return base::percent_decode(value).value_or(value);
}

// What a listing asks for.
void add_listing_keys(const Asking& asking, policy::Context& context) {
  for (auto [member, key] : {std::pair("Prefix", "s3:prefix"), {"Delimiter", "s3:delimiter"}})
    if (const json::Value* value = asking.find(member)) context.set(key, value->as_string());
  if (const json::Value* keys = asking.find("MaxKeys"))
    context.set("s3:max-keys", std::to_string(keys->as_int()));
}

// S3 API Reference, "Amazon S3 Signature Version 4 authentication specific policy keys".
void add_signature_keys(const aws::SignatureClaim& claim, base::Time now, policy::Context& context) {
  context.set("s3:authType", claim.form ? "POST" : claim.presigned ? "REST-QUERY-STRING" : "REST-HEADER");
  context.set("s3:signatureversion", claim.version == 2 ? "AWS" : "AWS4-HMAC-SHA256");
  if (claim.version == 2) return;
  if (!claim.form) context.set("s3:x-amz-content-sha256", claim.payload_hash);
  if (auto signed_at = base::parse_iso8601(claim.timestamp))
    context.set("s3:signatureAge",
                std::to_string(std::max<int64_t>(base::to_ms(now) - base::to_ms(*signed_at), 0)));
}

// All keys that S3 knows; the catalog says which of them an action has.
policy::Context request_keys(const Asking& asking, const Bucket& bucket) {
  const Call& call = asking.call;
  policy::Context context;
  context.set("s3:ResourceAccount", std::string(bucket.account()));
  for (std::string_view name : kHeaderKeys) {
    if (const std::string* value = call.http.headers.find(name))
      context.set(fmt::format("s3:{}", name), name == kCopySourceHeader ? decoded(*value) : *value);
  }
  if (call.signature) add_signature_keys(call.signature->claim, call.now, context);
  add_listing_keys(asking, context);
  return context;
}

// Block public access: a public policy then lets in nobody from outside of the owner's account.
bool is_restricted(const Call& call, const Bucket& bucket, const std::string& policy) {
  return call.caller.account != bucket.account() && bucket.blocks("RestrictPublicBuckets") &&
         is_public_policy(policy);
}

// `grants`: what ACLs allow.
Resource in_bucket(const Asking& asking, const Bucket& bucket, std::string arn, const std::string& grants) {
  std::string policy(bucket.record.string_or("Policy", ""));
  if (!policy.empty() && is_restricted(asking.call, bucket, policy)) policy.clear();
  return {.arn = std::move(arn),
          .account = std::string(bucket.account()),
          .policy = join_policies(policy, grants),
          .keys = request_keys(asking, bucket)};
}

// What a need about an object names.
struct Named {
  Bucket bucket;
  std::string key;
  std::string version_id;  // empty: the newest
};

aws::Result<Bucket> bucket_of(const Asking& asking) {
  if (asking.need.member != kCopySource) return require_bucket(asking.call);
  CopySource source = TRY(parse_copy_source(asking.call));
  return require_bucket(asking.call, source.bucket, kSourceOwnerHeader);
}

aws::Result<Named> object_of(const Asking& asking) {
  Bucket bucket = TRY(bucket_of(asking));
  if (asking.need.member != kCopySource)
    return Named{std::move(bucket), asking.text("Key"), asking.text("VersionId")};
  CopySource source = TRY(parse_copy_source(asking.call));
  return Named{std::move(bucket), std::move(source.key), std::move(source.version_id)};
}

std::optional<Version> look_up(const Call& call, const Named& object) {
  State owner = owner_of(call, object.bucket);
  return object.version_id.empty() ? find_newest(owner, object.bucket.name, object.key)
                                   : find_version(owner, object.bucket.name, object.key, object.version_id);
}

// A bucket that is about to be made is the caller's.
aws::Result<Resource> new_bucket(const Asking& asking) {
  Bucket bucket{asking.text("Bucket"), Object{{"Account", asking.call.state.account()}}};
  Resource resource = in_bucket(asking, bucket, bucket.arn(), "");
  const json::Value* given = asking.find("CreateBucketConfiguration");
  std::string_view constraint = given ? given->string_or("LocationConstraint", "") : "";
  if (!constraint.empty()) resource.keys.set("s3:LocationConstraint", std::string(constraint));
  return resource;
}

}  // namespace

aws::Result<Resource> locate_bucket(const Asking& asking) {
  if (asking.need.about == Need::About::created) return new_bucket(asking);
  Bucket bucket = TRY(bucket_of(asking));
  Resource resource = in_bucket(asking, bucket, bucket.arn(), bucket_grants(bucket));
  resource.record = std::move(bucket.record);
  return resource;
}

aws::Result<Resource> locate_object(const Asking& asking) {
  Named object = TRY(object_of(asking));
  auto version = look_up(asking.call, object);
  std::string arn = fmt::format("{}/{}", object.bucket.arn(), object.key);
  Resource resource = in_bucket(asking, object.bucket, arn, object_grants(object.bucket, arn, version));
  for (const auto& [name, value] : tags_of(version)) resource.keys.set("s3:ExistingObjectTag/" + name, value);
  if (!object.version_id.empty()) resource.keys.set("s3:VersionId", object.version_id);
  bool is_hidden = version && object.version_id.empty() && version->is_marker();
  if (version && !is_hidden) resource.record = std::move(version->record);
  return resource;
}

bool is_missing(const Asking&, const Resource& last) {
  return !last.record;
}

bool sets_acl(const Asking& asking, const Resource&) {
  return asking.gives("ACL") || has_grants(asking.call);
}

void object_tag_keys(const Call& call, const json::Value*, policy::Context& context) {
  const json::Value* tagging = call.input.knows("Tagging") ? call.input.find("Tagging") : nullptr;
  if (!tagging) return;
  if (tagging->is_object()) {
    add_request_object_tags(tagging->find("TagSet")->as_array(), context);
  } else if (auto tags = parse_tagging(tagging->as_string())) {
    add_request_object_tags(*tags, context);
  }
}

}  // namespace account::s3
