// Bucket policies.
#include "base/json.h"
#include "policy/policy.h"
#include "services/s3/access.h"
#include "services/s3/public_policy.h"
#include "services/s3/s3.h"

namespace account::s3 {
namespace {

tl::unexpected<aws::Error> malformed(std::string message) {
  return tl::unexpected(aws::Error("MalformedPolicy", 400, std::move(message)));
}

bool is_of(const Bucket& bucket, const json::Value& resource) {
  std::string arn = bucket.arn();
  const std::string& text = resource.as_string();
  // Patterns may stand for more than the bucket's name.
  size_t wild = text.find_first_of("*?$");
  if (wild < arn.size()) return text == "*" || arn.starts_with(text.substr(0, wild));
  return text == arn || text.starts_with(arn + "/") || (text.starts_with(arn) && wild == arn.size());
}

// Statements of a bucket policy speak of their own bucket.
aws::Result<void> check_resources(const Bucket& bucket, const std::string& text) {
  json::Value document = TRY(json::parse(text));
  const json::Value& statements = *document.find("Statement");
  const json::Array list = statements.is_array() ? statements.as_array() : json::Array{statements};
  for (const json::Value& statement : list) {
    for (std::string_view element : {"Resource", "NotResource"}) {
      const json::Value* value = statement.find(element);
      if (!value) continue;
      const json::Array resources = value->is_array() ? value->as_array() : json::Array{*value};
      for (const json::Value& resource : resources)
        if (!is_of(bucket, resource)) return malformed("Policy has invalid resource");
    }
  }
  return {};
}

aws::Result<void> check_policy(const Bucket& bucket, const std::string& text) {
  base::Diagnostics diagnostics("policy", text);
  if (policy::compile(text, policy::Kind::resource, diagnostics)) return check_resources(bucket, text);
  for (const base::Diagnostic& finding : diagnostics.list()) {
    if (finding.severity == base::Severity::error)
      return malformed(finding.hint.empty() ? finding.message : finding.hint);
  }
  return malformed("Policies must be valid JSON and the first byte must be '{'");
}

Output put_policy(Call& call) {
  Bucket bucket = TRY(require_bucket(call));
  std::string text = call.input.text("Policy");
  TRY(check_policy(bucket, text));
  if (bucket.blocks("BlockPublicPolicy") && is_public_policy(text)) {
    return aws::error("AccessDenied", 403,
                      "User: {} is not authorized to perform: s3:PutBucketPolicy on resource: \"{}\" because "
                      "public policies are prevented by the BlockPublicPolicy setting in S3 Block Public "
                      "Access.",
                      call.caller.principal.arn, bucket.arn());
  }
  bucket.record.as_object().set("Policy", text);
  store_bucket(call.state, bucket);
  call.status = 204;
  return Object{};
}

aws::Result<std::string> require_policy(const Call& call) {
  Bucket bucket = TRY(require_bucket(call));
  std::string text(bucket.record.string_or("Policy", ""));
  if (!text.empty()) return text;
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
  if (bucket.record.as_object().erase("Policy")) store_bucket(call.state, bucket);
  return Object{};
}

constexpr Operation kOperations[] = {
    {"PutBucketPolicy", on_bucket, put_policy},
    {"GetBucketPolicy", on_bucket, get_policy},
    {"GetBucketPolicyStatus", on_bucket, get_policy_status},
    {"DeleteBucketPolicy", on_bucket, delete_policy},
};

}  // namespace

std::span<const Operation> policy_operations() {
  return kOperations;
}

}  // namespace account::s3
