// Bucket policies.
#include "policy/lint/bucket_policy.h"
#include "policy/read/refusal.h"
#include "services/embedded_catalog.h"
#include "services/policy_principals.h"
#include "services/s3/access.h"
#include "services/s3/public_policy.h"
#include "services/s3/s3.h"

namespace account::s3 {
namespace {

tl::unexpected<aws::Error> malformed(std::string message) {
  return tl::unexpected(aws::Error("MalformedPolicy", 400, std::move(message)));
}

aws::Result<void> check_policy(const Call& call, const Bucket& bucket, const std::string& text) {
  if (auto refused = policy::refusal(text, policy::Kind::resource)) return malformed(refused->message);
  base::Diagnostics diagnostics("policy", text);
  auto document = policy::parse(text, policy::Kind::resource, diagnostics);
  bool compiles = document && policy::compile(text, policy::Kind::resource, diagnostics);
  if (!compiles) return malformed("Policies must be valid JSON and the first byte must be '{'");
  auto refused = policy::bucket_policy_refusal(
      *document, bucket.name, services::embedded_catalog(),
      [&](std::string_view principal) { return principal_exists(call.state, principal); });
  if (refused) return malformed(refused->message);
  return {};
}

Output put_policy(Call& call) {
  Bucket bucket = TRY(require_bucket(call));
  std::string text = call.input.text("Policy");
  TRY(check_policy(call, bucket, text));
  if (bucket.blocks("BlockPublicPolicy") && is_public_policy(text)) {
    return aws::error("AccessDenied", 403,
                      "User: {} is not authorized to perform: s3:PutBucketPolicy on resource: \"{}\" because "
                      "public policies are prevented by the BlockPublicPolicy setting in S3 Block Public "
                      "Access.",
                      call.caller.principal.arn, bucket.arn());
  }
  KeptPolicy kept = keep_policy(call.state, text);
  bucket.record.as_object().set("Policy", std::move(kept.text));
  bucket.record.as_object().set("PolicyArns", std::move(kept.arns));
  store_bucket(call.state, bucket);
  call.status = 204;
  return Object{};
}

aws::Result<std::string> require_policy(const Call& call) {
  Bucket bucket = TRY(require_bucket(call));
  std::string text(bucket.record.string_or("Policy", ""));
  if (!text.empty()) return show_policy(call.state, text, bucket.record.find("PolicyArns"));
  return tl::unexpected(aws::Error("NoSuchBucketPolicy", 404, "The bucket policy does not exist",
                                   {{"BucketName", bucket.name}}));
}

Output get_policy(Call& call) {
  std::string text = TRY(require_policy(call));
  return Object{{"Policy", text}};
}

Output get_policy_status(Call& call) {
  std::string text = TRY(require_policy(call));
  return Object{{"PolicyStatus", Object{{"IsPublic", is_public_policy(text)}}}};
}

Output delete_policy(Call& call) {
  Bucket bucket = TRY(require_bucket(call));
  bucket.record.as_object().erase("PolicyArns");
  if (bucket.record.as_object().erase("Policy")) store_bucket(call.state, bucket);
  return Object{};
}

constexpr Operation kOperations[] = {
    {"PutBucketPolicy", {on(kBuckets)}, put_policy},
    {"GetBucketPolicy", {on(kBuckets)}, get_policy},
    {"GetBucketPolicyStatus", {on(kBuckets)}, get_policy_status},
    {"DeleteBucketPolicy", {on(kBuckets)}, delete_policy},
};

}  // namespace

std::span<const Operation> policy_operations() {
  return kOperations;
}

}  // namespace account::s3
