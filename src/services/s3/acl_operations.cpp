// ACLs of buckets and objects, read and set.
#include <algorithm>

#include "services/s3/access.h"
#include "services/s3/acl.h"
#include "services/s3/s3.h"

namespace account::s3 {
namespace {

constexpr std::string_view kCanned[] = {"private",           "public-read",
                                        "public-read-write", "authenticated-read",
                                        "bucket-owner-read", "bucket-owner-full-control"};

Object show(const Bucket& bucket, const json::Value& record) {
  std::string_view account = bucket.account();
  if (!bucket.has_acls()) return show_acl("private", account, account);
  return show_acl(record.string_or("Acl", "private"), record.string_or("Owner", account), account);
}

// Who gets what, in an order that does not depend on how it was written.
std::vector<std::string> grants_of(const json::Value& policy) {
  std::vector<std::string> result;
  const json::Value* grants = policy.find("Grants");
  if (!grants) return result;
  for (const json::Value& grant : grants->as_array()) {
    const json::Value* grantee = grant.find("Grantee");
    if (!grantee) continue;
    result.push_back(fmt::format("{}{} {}", grantee->string_or("ID", ""), grantee->string_or("URI", ""),
                                 grant.string_or("Permission", "")));
  }
  std::sort(result.begin(), result.end());
  return result;
}

// The ACL of the call: canned, or written out where that says the same as a canned one.
aws::Result<std::string> asked_acl(const Call& call, const Bucket& bucket, std::string_view owner) {
  const json::Value* written = call.input.find("AccessControlPolicy");
  if (!written) return canned_acl(call, bucket);
  if (!bucket.has_acls())
    return canned_acl(call, bucket).and_then([](const std::string&) {
      return aws::Result<std::string>(
          aws::error("AccessControlListNotSupported", 400, "The bucket does not allow ACLs"));
    });
  for (std::string_view canned : kCanned) {
    json::Value shown(show_acl(canned, owner, bucket.account()));
    if (grants_of(shown) == grants_of(*written)) return std::string(canned);
  }
  return not_implemented();
}

Output get_bucket_acl(Call& call) {
  Bucket bucket = TRY(require_bucket(call));
  return show(bucket, bucket.record);
}

Output put_bucket_acl(Call& call) {
  Bucket bucket = TRY(require_bucket(call));
  bucket.record.as_object().set("Acl", TRY(asked_acl(call, bucket, bucket.account())));
  store_bucket(call.state, bucket);
  return Object{};
}

Output get_object_acl(Call& call) {
  Bucket bucket = TRY(require_bucket(call));
  Version version = TRY(require_object(call, bucket, call.input.text("Key"), call.input.text("VersionId")));
  return show(bucket, version.record);
}

Output put_object_acl(Call& call) {
  Bucket bucket = TRY(require_bucket(call));
  Version version = TRY(require_object(call, bucket, call.input.text("Key"), call.input.text("VersionId")));
  std::string owner(version.record.string_or("Owner", bucket.account()));
  version.record.as_object().set("Acl", TRY(asked_acl(call, bucket, owner)));
  update_version(owner_of(call, bucket), version);
  return Object{};
}

constexpr Operation kOperations[] = {
    {"GetBucketAcl", {on(kBuckets)}, get_bucket_acl},
    {"PutBucketAcl", {on(kBuckets)}, put_bucket_acl},
    {"GetObjectAcl", {on_object("s3:GetObjectAcl", "s3:GetObjectVersionAcl"), kListsMissing}, get_object_acl},
    {"PutObjectAcl", {on_object("s3:PutObjectAcl", "s3:PutObjectVersionAcl")}, put_object_acl},
};

}  // namespace

std::span<const Operation> acl_operations() {
  return kOperations;
}

}  // namespace account::s3
