#include "services/s3/access.h"

#include <algorithm>
#include <iterator>

#include "account/call/ask.h"
#include "account/call/authorize.h"
#include "base/encoding.h"
#include "services/s3/acl.h"
#include "services/s3/public_policy.h"
#include "services/s3/tags.h"

namespace account::s3 {
namespace {

// Operations whose action is not s3:OPERATION, by name.
struct Action {
  std::string_view operation;
  std::string_view action;
};
constexpr Action kActions[] = {
    {"CompleteMultipartUpload", "PutObject"},
    {"CreateMultipartUpload", "PutObject"},
    {"DeleteBucketCors", "PutBucketCORS"},
    {"DeleteBucketEncryption", "PutEncryptionConfiguration"},
    {"DeleteBucketLifecycle", "PutLifecycleConfiguration"},
    {"DeleteBucketOwnershipControls", "PutBucketOwnershipControls"},
    {"DeleteBucketTagging", "PutBucketTagging"},
    {"DeletePublicAccessBlock", "PutBucketPublicAccessBlock"},
    {"GetBucketAccelerateConfiguration", "GetAccelerateConfiguration"},
    {"GetBucketCors", "GetBucketCORS"},
    {"GetBucketEncryption", "GetEncryptionConfiguration"},
    {"GetBucketLifecycle", "GetLifecycleConfiguration"},
    {"GetBucketLifecycleConfiguration", "GetLifecycleConfiguration"},
    {"GetBucketNotificationConfiguration", "GetBucketNotification"},
    {"GetBucketReplication", "GetReplicationConfiguration"},
    {"GetObjectLockConfiguration", "GetBucketObjectLockConfiguration"},
    {"GetPublicAccessBlock", "GetBucketPublicAccessBlock"},
    {"HeadBucket", "ListBucket"},
    {"HeadObject", "GetObject"},
    {"ListBuckets", "ListAllMyBuckets"},
    {"ListMultipartUploads", "ListBucketMultipartUploads"},
    {"ListObjectVersions", "ListBucketVersions"},
    {"ListObjects", "ListBucket"},
    {"ListObjectsV2", "ListBucket"},
    {"ListParts", "ListMultipartUploadParts"},
    {"PutBucketCors", "PutBucketCORS"},
    {"PutBucketEncryption", "PutEncryptionConfiguration"},
    {"PutBucketLifecycle", "PutLifecycleConfiguration"},
    {"PutBucketLifecycleConfiguration", "PutLifecycleConfiguration"},
    {"PutPublicAccessBlock", "PutBucketPublicAccessBlock"},
    {"UploadPart", "PutObject"},
};

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

// Operations on one version, if they name it.
constexpr std::string_view kOfVersions[] = {
    "DeleteObject",     "DeleteObjectTagging", "GetObject",    "GetObjectAcl",     "GetObjectAttributes",
    "GetObjectTagging", "HeadObject",          "PutObjectAcl", "PutObjectTagging",
};

bool lists_keys(std::string_view operation) {
  return operation.starts_with("ListObject") || operation == "ListMultipartUploads";
}

// Keys of what a listing asks for.
void add_listing_keys(const Call& call, policy::Context& context) {
  if (call.input.has("Prefix")) context.set("s3:prefix", call.input.text("Prefix"));
  if (call.input.has("Delimiter")) context.set("s3:delimiter", call.input.text("Delimiter"));
  bool uploads = call.operation == "ListMultipartUploads";
  if (!uploads && call.input.has("MaxKeys"))
    context.set("s3:max-keys", std::to_string(call.input.number("MaxKeys")));
}

constexpr std::string_view kCopySource = "x-amz-copy-source";

// As policies name it: BUCKET/KEY.
std::string decoded(const std::string& value) {
  return base::percent_decode(value).value_or(value);
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

policy::Context request_keys(const Call& call, const Bucket& bucket) {
  policy::Context context;
  context.set("s3:ResourceAccount", std::string(bucket.account()));
  for (std::string_view name : kHeaderKeys) {
    if (const std::string* value = call.http.headers.find(name))
      context.set(fmt::format("s3:{}", name), name == kCopySource ? decoded(*value) : *value);
  }
  if (call.signature) add_signature_keys(call.signature->claim, call.now, context);
  return context;
}

// Block public access: a public policy then lets in nobody from outside of the owner's account.
bool is_restricted(const Call& call, const Bucket& bucket, const std::string& policy) {
  return call.caller.account != bucket.account() && bucket.blocks("RestrictPublicBuckets") &&
         is_public_policy(policy);
}

Question ask_in(const Call& call, const Bucket& bucket, std::string resource, std::string action,
                const std::string& grants) {
  std::string policy(bucket.record.string_or("Policy", ""));
  if (!policy.empty() && is_restricted(call, bucket, policy)) policy.clear();
  return {std::move(action),          std::move(resource),           std::string(bucket.account()),
          request_keys(call, bucket), join_policies(policy, grants), {}};
}

}  // namespace

std::optional<Version> look_up(const Call& call, const Bucket& bucket, const std::string& key,
                               const std::string& version_id) {
  State owner = owner_of(call, bucket);
  return version_id.empty() ? find_newest(owner, bucket.name, key)
                            : find_version(owner, bucket.name, key, version_id);
}

std::string version_of(const Call& call) {
  bool may =
      std::find(std::begin(kOfVersions), std::end(kOfVersions), call.operation) != std::end(kOfVersions);
  return may ? call.input.text("VersionId") : std::string();
}

std::string action_of(const Call& call) {
  auto row = std::lower_bound(std::begin(kActions), std::end(kActions), call.operation,
                              [](const Action& a, std::string_view name) { return a.operation < name; });
  bool own = row == std::end(kActions) || row->operation != call.operation;
  std::string action = fmt::format("s3:{}", own ? call.operation : row->action);
  // s3:GetObjectVersionTagging beside s3:GetObjectTagging.
  constexpr std::string_view kThing = "Object";
  if (!version_of(call).empty()) action.insert(action.find(kThing) + kThing.size(), "Version");
  return action;
}

Question ask_bucket(const Call& call, const Bucket& bucket, std::string action) {
  Question question = ask_in(call, bucket, bucket.arn(), std::move(action), bucket_grants(bucket));
  if (lists_keys(call.operation)) add_listing_keys(call, question.context);
  return question;
}

Question ask_object(const Call& call, const Bucket& bucket, std::string_view key, std::string action,
                    const std::optional<Version>& version) {
  std::string arn = fmt::format("{}/{}", bucket.arn(), key);
  std::string grants = object_grants(bucket, arn, version);
  Question question = ask_in(call, bucket, std::move(arn), std::move(action), grants);
  for (const auto& [name, value] : tags_of(version)) {
    question.context.set("s3:ExistingObjectTag/" + name, value);
  }
  return question;
}

aws::Result<Questions> on_bucket(const Call& call) {
  Bucket bucket = TRY(require_bucket(call));
  return Questions{ask_bucket(call, bucket, action_of(call))};
}

Questions ask_read(const Call& call, const Bucket& bucket, const std::string& key,
                   const std::string& version_id, std::string action) {
  auto version = look_up(call, bucket, key, version_id);
  Questions questions = {ask_object(call, bucket, key, std::move(action), version)};
  if (!version_id.empty()) questions[0].context.set("s3:VersionId", version_id);
  bool missing = !version || (version_id.empty() && version->is_marker());
  if (missing) questions.push_back(ask_bucket(call, bucket, "s3:ListBucket"));
  return questions;
}

aws::Result<Questions> on_object(const Call& call) {
  Bucket bucket = TRY(require_bucket(call));
  Questions questions = ask_read(call, bucket, call.input.text("Key"), version_of(call), action_of(call));
  questions.resize(1);  // a writer need not know whether it is there
  return questions;
}

aws::Result<Questions> on_existing_object(const Call& call) {
  Bucket bucket = TRY(require_bucket(call));
  return ask_read(call, bucket, call.input.text("Key"), version_of(call), action_of(call));
}

aws::Result<bool> is_allowed(const Call& call, const Question& question) {
  policy::Context context = request_context(call.caller, call.http, call.region, call.now);
  return TRY(ask(call, call.caller, question, context, call.state)).is_allowed();
}

}  // namespace account::s3
