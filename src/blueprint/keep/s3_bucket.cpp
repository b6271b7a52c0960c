#include "blueprint/keep/s3_bucket.h"

#include <array>

#include "aws/client/endpoint.h"
#include "blueprint/keep/aws_errors.h"

namespace blueprint {
namespace {

using base::ErrorKind;
using base::Result;
using base::Status;
using json::Array;
using json::Object;
using json::Value;

constexpr base::Milliseconds kCallLimit{30'000};
constexpr int64_t kDaysOfFormerVersions = 90;

struct Asking {
  aws::Client& client;
  const base::Clock& clock;
  const S3Place& place;

  aws::Result<Value> call(std::string_view operation, Object input) const {
    input.set("Bucket", place.bucket);
    if (!place.account.empty() && operation != "CreateBucket")
      input.set("ExpectedBucketOwner", place.account);
    return client.call("s3", operation, input, base::Deadline::in(clock, kCallLimit));
  }
  tl::unexpected<base::Error> failed(const aws::Error& error, std::string_view action) const {
    return tl::unexpected(bucket_error(error, action, place.bucket, "s3://" + place.bucket));
  }
};

// Such as nobody's ACL opens (S3 User Guide, "Blocking public access", "Controlling ownership of objects").
Value closed(const Asking&) {
  return Object{{"BlockPublicAcls", true},
                {"IgnorePublicAcls", true},
                {"BlockPublicPolicy", true},
                {"RestrictPublicBuckets", true}};
}

Value owned(const Asking&) {
  return Object{{"Rules", Array{Object{{"ObjectOwnership", "BucketOwnerEnforced"}}}}};
}

Value encrypted(const Asking& asking) {
  Object how{{"SSEAlgorithm", asking.place.kms_key.empty() ? "AES256" : "aws:kms"}};
  if (!asking.place.kms_key.empty()) how.set("KMSMasterKeyID", asking.place.kms_key);
  Object rule{{"ApplyServerSideEncryptionByDefault", std::move(how)},
              {"BucketKeyEnabled", !asking.place.kms_key.empty()}};
  return Object{{"Rules", Array{std::move(rule)}}};
}

// S3 User Guide, "Security best practices": aws:SecureTransport.
Value by_tls_only(const Asking& asking) {
  std::string arn =
      fmt::format("arn:{}:s3:::{}", aws::partition_name(asking.client.config().region), asking.place.bucket);
  Object statement{{"Sid", "ByTlsOnly"},
                   {"Effect", "Deny"},
                   {"Principal", "*"},
                   {"Action", "s3:*"},
                   {"Resource", Array{arn, arn + "/*"}},
                   {"Condition", Object{{"Bool", Object{{"aws:SecureTransport", "false"}}}}}};
  return json::dump(Object{{"Version", "2012-10-17"}, {"Statement", Array{std::move(statement)}}});
}

// A lease is written again and again, and each time its former version stays.
Value tidied(const Asking&) {
  return Object{{"Rules", Array{Object{{"ID", "former-versions"},
                                       {"Status", "Enabled"},
                                       {"Filter", Object{{"Prefix", ""}}},
                                       {"NoncurrentVersionExpiration",
                                        Object{{"NoncurrentDays", kDaysOfFormerVersions}}},
                                       {"Expiration", Object{{"ExpiredObjectDeleteMarker", true}}}}}}};
}

Value versioned(const Asking&) {
  return Object{{"Status", "Enabled"}};
}

struct Setting {
  std::string_view get, get_action;
  std::string_view told;  // the member of the answer that is there if it is set
  std::string_view put, put_action;
  std::string_view member;
  Value (*wanted)(const Asking&);
};

// The host of `http://HOST:PORT/...`; empty: it is reached by TLS.
std::string plain_host(const std::string& endpoint) {
  constexpr std::string_view kPlain = "http://";
  if (!endpoint.starts_with(kPlain)) return "";
  std::string host = endpoint.substr(kPlain.size());
  if (host.starts_with('[')) return host.substr(1, host.find(']') - 1);
  return host.substr(0, host.find_first_of(":/"));
}

bool is_this_machine(const std::string& host) {
  return host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.") || host == "::1";
}

// Its bucket would be shut to whoever has just made it.
Status check_reached(const Asking& asking) {
  const std::string& endpoint = asking.client.config().endpoint;
  std::string host = plain_host(endpoint);
  if (host.empty() || is_this_machine(host)) return {};
  return tl::unexpected(base::Error{
      ErrorKind::invalid,
      fmt::format("`{}` is reached without TLS, and Slipway's bucket for states answers by TLS only",
                  endpoint),
      "give its https address (AWS_ENDPOINT_URL), or make the bucket yourself and put something into it: "
      "then it is "
      "taken as it is"});
}

// What goes over this machine's own loopback is seen by nobody, and an account that is served there has no TLS as a
// rule.
bool is_wanted(const Asking& asking, const Setting& setting) {
  return setting.wanted != by_tls_only || plain_host(asking.client.config().endpoint).empty();
}

constexpr std::array kSettings = {
    Setting{"GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock", "PublicAccessBlockConfiguration",
            "PutPublicAccessBlock", "s3:PutBucketPublicAccessBlock", "PublicAccessBlockConfiguration",
            closed},
    Setting{"GetBucketOwnershipControls", "s3:GetBucketOwnershipControls", "OwnershipControls",
            "PutBucketOwnershipControls", "s3:PutBucketOwnershipControls", "OwnershipControls", owned},
    Setting{"GetBucketEncryption", "s3:GetEncryptionConfiguration", "ServerSideEncryptionConfiguration",
            "PutBucketEncryption", "s3:PutEncryptionConfiguration", "ServerSideEncryptionConfiguration",
            encrypted},
    Setting{"GetBucketPolicy", "s3:GetBucketPolicy", "Policy", "PutBucketPolicy", "s3:PutBucketPolicy",
            "Policy", by_tls_only},
    Setting{"GetBucketLifecycleConfiguration", "s3:GetLifecycleConfiguration", "Rules",
            "PutBucketLifecycleConfiguration", "s3:PutLifecycleConfiguration", "LifecycleConfiguration",
            tidied},
    Setting{"GetBucketVersioning", "s3:GetBucketVersioning", "Status", "PutBucketVersioning",
            "s3:PutBucketVersioning", "VersioningConfiguration", versioned},
};

Result<bool> is_set(const Asking& asking, const Setting& setting) {
  auto output = asking.call(setting.get, {});
  if (output) return output->find(setting.told) != nullptr;
  if (output.error().status == 404) return false;  // NoSuchBucketPolicy and its like
  return asking.failed(output.error(), setting.get_action);
}

enum class Found { nothing, empty, used };

Result<Found> look(const Asking& asking) {
  auto output = asking.call("ListObjectsV2", {{"MaxKeys", 1}});
  if (!output && output.error().code == "NoSuchBucket") return Found::nothing;
  if (!output) return asking.failed(output.error(), "s3:ListBucket");
  return output->int_or("KeyCount", 0) == 0 ? Found::empty : Found::used;
}

Status create(const Asking& asking) {
  const std::string& region = asking.client.config().region;
  Object input;
  // The one region that S3 does not want to be told (S3 API Reference, CreateBucket).
  if (region != "us-east-1") input.set("CreateBucketConfiguration", Object{{"LocationConstraint", region}});
  auto output = asking.call("CreateBucket", std::move(input));
  // Another run has made it at the same time, or an earlier try whose answer was lost.
  if (output || output.error().code == "BucketAlreadyOwnedByYou") return {};
  return asking.failed(output.error(), "s3:CreateBucket");
}

}  // namespace

Status make_bucket(aws::Client& client, const base::Clock& clock, const S3Place& place) {
  Asking asking{client, clock, place};
  Found found = TRY(look(asking));
  if (found == Found::used) return {};
  TRY(check_reached(asking));
  if (found == Found::nothing) TRY(create(asking));
  for (const Setting& setting : kSettings) {
    if (!is_wanted(asking, setting) || (found == Found::empty && TRY(is_set(asking, setting)))) continue;
    Object input;
    input.set(setting.member, setting.wanted(asking));
    auto output = asking.call(setting.put, std::move(input));
    if (!output) return asking.failed(output.error(), setting.put_action);
  }
  return {};
}

base::Error bucket_error(const aws::Error& error, std::string_view action, const std::string& bucket,
                         std::string_view place) {
  if (error.code == "NoSuchBucket")
    return {
        ErrorKind::not_found, fmt::format("there is no bucket `{}`", bucket),
        "see that its name, region and account are right; if it was deleted, its state is gone: restore a "
        "backup (slipway state restore) before anything is made anew"};
  if (error.code == "BucketAlreadyExists")
    return {ErrorKind::invalid, fmt::format("the bucket `{}` is another account's", bucket),
            "choose another name: those of buckets are everybody's"};
  if (error.code == "PermanentRedirect" || error.code == "AuthorizationHeaderMalformed")
    return {ErrorKind::invalid,
            fmt::format("the bucket `{}` is in another region: {}", bucket, error.message),
            "set AWS_REGION to its region: aws s3api get-bucket-location --bucket " + bucket};
  if (error.code == "OperationAborted")
    return {ErrorKind::unavailable, fmt::format("the bucket `{}` is just being made or deleted", bucket),
            "run it again in a while"};
  base::Error told = keep_error(error, action, place);
  // S3 API Reference, GetObject: "Permissions".
  if (told.kind == ErrorKind::denied && error.status == 403 && action == "s3:GetObject")
    told.hint += "; and s3:ListBucket, without which S3 denies also what is not there";
  if (told.kind == ErrorKind::denied && error.message.find("resource-based policy") != std::string::npos)
    told.hint +=
        "; a bucket of Slipway's is reached by https only: give an https address (AWS_ENDPOINT_URL), of the "
        "embedded account: eval \"$(slipway account env --https)\"";
  return told;
}

}  // namespace blueprint
