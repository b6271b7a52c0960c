#include "services/s3/acl.h"

#include <algorithm>

#include "base/text.h"

namespace account::s3 {
namespace {

constexpr std::string_view kEverybody = "http://acs.amazonaws.com/groups/global/AllUsers";
constexpr std::string_view kAuthenticated = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";

bool is_public(std::string_view canned) {
  return canned.starts_with("public-") || canned == "authenticated-read";
}

tl::unexpected<aws::Error> not_supported() {
  return aws::error("AccessControlListNotSupported", 400, "The bucket does not allow ACLs");
}

json::Value statement(std::string_view canned, json::Array actions, const std::string& resource) {
  Object allow{
      {"Effect", "Allow"}, {"Principal", "*"}, {"Action", std::move(actions)}, {"Resource", resource}};
  if (canned == "authenticated-read") {
    allow.set("Condition", Object{{"StringNotEquals", Object{{"aws:PrincipalType", "Anonymous"}}}});
  }
  return allow;
}

// Public ACLs that the block overrules count for nothing.
std::string effective(const Bucket& bucket, const json::Value* record) {
  std::string canned(record ? record->string_or("Acl", "private") : "private");
  return bucket.has_acls() && is_public(canned) && !bucket.blocks("IgnorePublicAcls") ? canned : "private";
}

json::Value grant(json::Value grantee, std::string_view permission) {
  return Object{{"Grantee", std::move(grantee)}, {"Permission", permission}};
}
json::Value user(std::string_view account) {
  return Object{{"Type", "CanonicalUser"}, {"ID", canonical_user_id(account)}};
}
json::Value group(std::string_view uri) {
  return Object{{"Type", "Group"}, {"URI", uri}};
}

}  // namespace

bool has_grants(const Call& call) {
  const net::Headers& headers = call.http.headers;
  return std::any_of(headers.begin(), headers.end(), [](const net::Header& header) {
    return base::lower(header.name).starts_with("x-amz-grant-");
  });
}

aws::Result<std::string> canned_acl(const Call& call, const Bucket& bucket) {
  bool grants = has_grants(call);
  std::string canned = call.input.text("ACL");
  // Under BucketOwnerEnforced, the one ACL that says what is so anyway is let pass.
  if (!bucket.has_acls()) {
    bool harmless = canned.empty() || canned == "private" || canned == "bucket-owner-full-control";
    if (grants || !harmless) return not_supported();
    return std::string("private");
  }
  if (grants) return not_implemented();
  if (is_public(canned) && bucket.blocks("BlockPublicAcls")) {
    return aws::error("AccessDenied", 403,
                      "User: {} is not authorized to perform: {} on resource: \"{}\" because public ACLs are "
                      "prevented by the BlockPublicAcls setting in S3 Block Public Access.",
                      call.caller.principal.arn,
                      call.operation == "PutBucketAcl" ? "s3:PutBucketAcl" : "s3:PutObjectAcl", bucket.arn());
  }
  return canned.empty() ? std::string("private") : canned;
}

std::string bucket_grants(const Bucket& bucket) {
  std::string canned = effective(bucket, &bucket.record);
  if (canned == "private") return "";
  return json::dump(statement(
      canned, {"s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"}, bucket.arn()));
}

std::string object_grants(const Bucket& bucket, const std::string& arn,
                          const std::optional<Version>& version) {
  std::string grants;
  std::string of_object = effective(bucket, version ? &version->record : nullptr);
  if (of_object != "private")
    grants = json::dump(statement(of_object, {"s3:GetObject", "s3:GetObjectVersion"}, arn));
  if (effective(bucket, &bucket.record) == "public-read-write") {
    if (!grants.empty()) grants += ",";
    grants += json::dump(statement("public-read-write", {"s3:PutObject", "s3:DeleteObject"}, arn));
  }
  return grants;
}

std::string join_policies(const std::string& policy, const std::string& statements) {
  if (statements.empty()) return policy;
  json::Array all = json::parse(fmt::format("[{}]", statements)).value().as_array();
  Object joined{{"Version", "2012-10-17"}};
  if (!policy.empty()) {
    json::Value document = json::parse(policy).value();
    joined = document.as_object();
    const json::Value& own = *document.find("Statement");
    json::Array list = own.is_array() ? own.as_array() : json::Array{own};
    all.insert(all.begin(), list.begin(), list.end());
  }
  joined.set("Statement", std::move(all));
  return json::dump(joined);
}

json::Object show_acl(std::string_view canned, std::string_view owner_account,
                      std::string_view bucket_account) {
  json::Array grants = {grant(user(owner_account), "FULL_CONTROL")};
  if (canned.starts_with("public-read")) grants.push_back(grant(group(kEverybody), "READ"));
  if (canned == "public-read-write") grants.push_back(grant(group(kEverybody), "WRITE"));
  if (canned == "authenticated-read") grants.push_back(grant(group(kAuthenticated), "READ"));
  if (bucket_account != owner_account) {
    if (canned == "bucket-owner-read") grants.push_back(grant(user(bucket_account), "READ"));
    if (canned == "bucket-owner-full-control") grants.push_back(grant(user(bucket_account), "FULL_CONTROL"));
  }
  return {{"Owner", owner(owner_account)}, {"Grants", std::move(grants)}};
}

}  // namespace account::s3
