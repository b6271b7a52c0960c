// Buckets: made, looked at, listed and deleted.
#include <algorithm>

#include "base/encoding.h"
#include "base/regions.h"
#include "services/s3/access.h"
#include "services/s3/acl.h"
#include "services/s3/s3.h"
#include "services/s3/tags.h"
#include "services/s3/upload_record.h"

namespace account::s3 {
namespace {

constexpr std::string_view kFirstRegion = "us-east-1";
constexpr int64_t kMaxBuckets = 10'000;

tl::unexpected<aws::Error> illegal_location(std::string_view what) {
  return aws::error("IllegalLocationConstraintException", 400,
                    "The {} location constraint is incompatible for the region specific endpoint this "
                    "request was sent to.",
                    what);
}

bool is_region(std::string_view name) {
  return std::find(base::kRegions.begin(), base::kRegions.end(), name) != base::kRegions.end();
}

const json::Value* configuration(const Call& call) {
  return call.input.find("CreateBucketConfiguration");
}

// The endpoint of us-east-1 makes buckets anywhere, and there no constraint means itself. Any other endpoint
// wants its own region named.
aws::Result<std::string> new_region(const Call& call) {
  const json::Value* given = configuration(call);
  std::string constraint(given ? given->string_or("LocationConstraint", "") : "");
  if (constraint == "EU") constraint = "eu-west-1";
  if (!constraint.empty() && !is_region(constraint))
    return aws::error("InvalidLocationConstraint", 400, "The specified location-constraint is not valid");
  if (call.region == kFirstRegion) return constraint.empty() ? std::string(kFirstRegion) : constraint;
  if (constraint.empty()) return illegal_location("unspecified");
  if (constraint != call.region) return illegal_location(constraint);
  return constraint;
}

aws::Result<json::Value> new_record(const Call& call, const std::string& name) {
  if (call.input.flag("ObjectLockEnabledForBucket")) return not_implemented();
  std::string ownership = call.input.text("ObjectOwnership");
  if (ownership.empty()) ownership = "BucketOwnerEnforced";
  std::string region = TRY(new_region(call));
  // As AWS makes buckets since April 2023: without ACLs, and closed to the public.
  Object record{{"Account", call.state.account()},
                {"Region", region},
                {"Created", last_modified(call.now)},
                {"OwnershipControls", Object{{"Rules", json::Array{Object{{"ObjectOwnership", ownership}}}}}},
                {"PublicAccessBlock", Object{{"BlockPublicAcls", true},
                                             {"IgnorePublicAcls", true},
                                             {"BlockPublicPolicy", true},
                                             {"RestrictPublicBuckets", true}}}};
  auto acl = canned_acl(call, {name, record});
  if (!acl && acl.error().code == "AccessControlListNotSupported") {
    return aws::error("InvalidBucketAclWithObjectOwnership", 400,
                      "Bucket cannot have ACLs set with ObjectOwnership's {} setting", ownership);
  }
  record.set("Acl", TRY(std::move(acl)));
  const json::Value* given = configuration(call);
  if (given && (given->find("Location") || given->find("Bucket")))
    return not_implemented();  // of directories
  if (const json::Value* tags = given ? given->find("Tags") : nullptr) {
    TRY(check_tags(tags->as_array(), kMaxBucketTags));
    record.set("Tagging", Object{{"TagSet", *tags}});
  }
  return record;
}

Output create_bucket(Call& call) {
  std::string name = call.input.text("Bucket");
  if (!is_bucket_name(name)) return invalid_bucket_name(name);
  json::Value record = TRY(new_record(call, name));
  Object output{{"Location", "/" + name}, {"BucketArn", "arn:aws:s3:::" + name}};
  if (auto existing = find_bucket(call.state, name)) {
    if (existing->account() != call.state.account()) {
      return tl::unexpected(aws::Error(
          "BucketAlreadyExists", 409,
          "The requested bucket name is not available. The bucket namespace is shared by all users "
          "of the system. Please select a different name and try again.",
          {{"BucketName", name}}));
    }
    // Where S3 began, making one's own bucket again succeeds (API Reference, CreateBucket, Errors).
    if (call.region == kFirstRegion && existing->region() == kFirstRegion) return output;
    return tl::unexpected(
        aws::Error("BucketAlreadyOwnedByYou", 409,
                   "Your previous request to create the named bucket succeeded and you already own it.",
                   {{"BucketName", name}}));
  }
  store_bucket(call.state, {name, std::move(record)});
  return output;
}

Output head_bucket(Call& call) {
  Bucket bucket = TRY(require_bucket(call));
  return Object{{"BucketRegion", bucket.region()}, {"BucketArn", bucket.arn()}, {"AccessPointAlias", false}};
}

}  // namespace

net::Headers told_to_the_denied(const Call& call) {
  net::Headers headers;
  if (call.operation != "HeadBucket") return headers;
  if (auto bucket = find_bucket(call.state, call.input.text("Bucket")))
    headers.add("x-amz-bucket-region", bucket->region());
  return headers;
}

namespace {

Output get_bucket_location(Call& call) {
  Bucket bucket = TRY(require_bucket(call));
  if (bucket.region() == kFirstRegion) return Object{};
  return Object{{"LocationConstraint", bucket.region()}};
}

bool holds_any(const State& owner, std::string_view kind, const Bucket& bucket) {
  std::string prefix = bucket.name + "/";
  std::vector<Entry> first = owner.list(kind, {.after = prefix, .limit = 1});
  return !first.empty() && first[0].id.starts_with(prefix);
}

Output delete_bucket(Call& call) {
  Bucket bucket = TRY(require_bucket(call));
  State owner = owner_of(call, bucket);
  if (holds_any(owner, kObject, bucket)) {
    bool versioned = bucket.versioning() != Versioning::never;
    return tl::unexpected(aws::Error(
        "BucketNotEmpty", 409,
        versioned ? "The bucket you tried to delete is not empty. You must delete all versions in the bucket."
                  : "The bucket you tried to delete is not empty",
        {{"BucketName", bucket.name}}));
  }
  erase_uploads(call, bucket);
  call.state.of("").erase(kBucket, bucket.name);
  return Object{};
}

Output list_buckets(Call& call) {
  const Input& in = call.input;
  std::string prefix = in.text("Prefix");
  std::string region = in.text("BucketRegion");
  std::string after = in.text("ContinuationToken");
  if (!after.empty()) {
    auto name = base::unbase64url(after);
    if (!name)
      return invalid_argument("The continuation token provided is incorrect", "continuation-token", after);
    after = std::move(*name);
  }
  auto size = static_cast<size_t>(in.number("MaxBuckets", kMaxBuckets));
  json::Array buckets;
  std::string last;
  Object output{{"Owner", owner(call.state.account())}};
  for (Entry& entry : call.state.of("").list(kBucket, {.after = after})) {
    Bucket bucket{std::move(entry.id), std::move(entry.value)};
    if (bucket.account() != call.state.account() || !bucket.name.starts_with(prefix)) continue;
    if (!region.empty() && bucket.region() != region) continue;
    if (buckets.size() == size) {
      output.set("ContinuationToken", base::base64url(last));
      break;
    }
    buckets.push_back(Object{{"Name", bucket.name},
                             {"CreationDate", bucket.record.int_or("Created", 0)},
                             {"BucketRegion", bucket.region()},
                             {"BucketArn", bucket.arn()}});
    last = bucket.name;
  }
  output.set("Buckets", std::move(buckets));
  if (!prefix.empty()) output.set("Prefix", prefix);
  return output;
}

constexpr Operation kOperations[] = {
    {"CreateBucket",
     {creates(kBuckets), also("s3:PutBucketAcl").when("ACL"),
      also("s3:PutBucketOwnershipControls").when("ObjectOwnership")},
     create_bucket},
    {"HeadBucket", {on(kBuckets).asks("s3:ListBucket")}, head_bucket},
    {"GetBucketLocation", {on(kBuckets)}, get_bucket_location},
    {"DeleteBucket", {on(kBuckets)}, delete_bucket},
    {"ListBuckets", {any().asks("s3:ListAllMyBuckets")}, list_buckets},
};

}  // namespace

std::span<const Operation> bucket_operations() {
  return kOperations;
}

}  // namespace account::s3
