// The configurations of buckets that are small: versioning, tags, public access block, ownership, encryption.
#include "services/s3/access.h"
#include "services/s3/bucket_configuration.h"
#include "services/s3/s3.h"
#include "services/s3/tags.h"

namespace account::s3 {
namespace {

// --- versioning --------------------------------------------------------------------------------------------

aws::Result<void> check_versioning(Call&, const Bucket&, Object& value) {
  const json::Value* mfa = value.find("MFADelete");
  if (mfa && mfa->as_string() == "Enabled") return not_implemented();
  value.erase("MFADelete");
  if (value.contains("Status")) return {};
  return aws::error("IllegalVersioningConfigurationException", 400,
                    "The Versioning element must be specified");
}
constexpr Configuration kVersioning = {"Versioning", "VersioningConfiguration", false, check_versioning};

// --- tagging -----------------------------------------------------------------------------------------------

aws::Result<void> check_tagging(Call&, const Bucket&, Object& value) {
  return check_tags(value.find("TagSet")->as_array(), kMaxBucketTags);
}
constexpr Configuration kTagging = {"Tagging",     "Tagging",      false,
                                    check_tagging, "NoSuchTagSet", "The TagSet does not exist"};

// --- public access block -----------------------------------------------------------------------------------

aws::Result<void> check_block(Call&, const Bucket&, Object& value) {
  for (std::string_view setting :
       {"BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"})
    if (!value.contains(setting)) value.set(setting, false);
  return {};
}
constexpr Configuration kPublicAccessBlock = {"PublicAccessBlock",
                                              "PublicAccessBlockConfiguration",
                                              true,
                                              check_block,
                                              "NoSuchPublicAccessBlockConfiguration",
                                              "The public access block configuration was not found"};

// --- ownership controls ------------------------------------------------------------------------------------

aws::Result<void> check_ownership(Call&, const Bucket& bucket, Object& value) {
  const json::Array& rules = value.find("Rules")->as_array();
  if (rules.size() != 1) return malformed_xml();
  bool has_acl = bucket.record.string_or("Acl", "private") != "private";
  if (!has_acl || rules[0].string_or("ObjectOwnership", "") != "BucketOwnerEnforced") return {};
  return aws::error("InvalidBucketAclWithObjectOwnership", 400,
                    "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting");
}
constexpr Configuration kOwnership = {"OwnershipControls",
                                      "OwnershipControls",
                                      true,
                                      check_ownership,
                                      "OwnershipControlsNotFoundError",
                                      "The bucket ownership controls were not found"};

// --- encryption --------------------------------------------------------------------------------------------

aws::Result<void> check_encryption(Call&, const Bucket&, Object& value) {
  json::Array& rules = value.find("Rules")->as_array();
  if (rules.size() != 1) return malformed_xml();
  Object& rule = rules[0].as_object();
  if (!rule.contains("BucketKeyEnabled")) rule.set("BucketKeyEnabled", false);
  const json::Value* by_default = rule.find("ApplyServerSideEncryptionByDefault");
  bool is_kms = by_default && by_default->string_or("SSEAlgorithm", "").starts_with("aws:kms");
  if (is_kms || !by_default || !by_default->find("KMSMasterKeyID")) return {};
  return invalid_argument(
      "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
      "KMSMasterKeyID", std::string(by_default->string_or("KMSMasterKeyID", "")));
}
constexpr Configuration kEncryption = {"Encryption", "ServerSideEncryptionConfiguration", true,
                                       check_encryption};

// Every bucket has SSE-S3, until it is told otherwise.
Output get_encryption(Call& call) {
  Object output = TRY(get(call, kEncryption)).as_object();
  if (!output.empty()) return output;
  Object rule{{"ApplyServerSideEncryptionByDefault", Object{{"SSEAlgorithm", "AES256"}}},
              {"BucketKeyEnabled", false}};
  return Object{{std::string(kEncryption.member), Object{{"Rules", json::Array{std::move(rule)}}}}};
}

constexpr Operation kOperations[] = {
    {"PutBucketVersioning", {on(kBuckets)}, put<kVersioning>},
    {"GetBucketVersioning", {on(kBuckets)}, get<kVersioning>},
    {"PutBucketTagging", {on(kBuckets)}, put<kTagging>},
    {"GetBucketTagging", {on(kBuckets)}, get<kTagging>},
    {"DeleteBucketTagging", {on(kBuckets).asks("s3:PutBucketTagging")}, remove<kTagging>},
    {"PutPublicAccessBlock", {on(kBuckets).asks("s3:PutBucketPublicAccessBlock")}, put<kPublicAccessBlock>},
    {"GetPublicAccessBlock", {on(kBuckets).asks("s3:GetBucketPublicAccessBlock")}, get<kPublicAccessBlock>},
    {"DeletePublicAccessBlock",
     {on(kBuckets).asks("s3:PutBucketPublicAccessBlock")},
     remove<kPublicAccessBlock>},
    {"PutBucketOwnershipControls", {on(kBuckets)}, put<kOwnership>},
    {"GetBucketOwnershipControls", {on(kBuckets)}, get<kOwnership>},
    {"DeleteBucketOwnershipControls",
     {on(kBuckets).asks("s3:PutBucketOwnershipControls")},
     remove<kOwnership>},
    {"PutBucketEncryption", {on(kBuckets).asks("s3:PutEncryptionConfiguration")}, put<kEncryption>},
    {"GetBucketEncryption", {on(kBuckets).asks("s3:GetEncryptionConfiguration")}, get_encryption},
    {"DeleteBucketEncryption", {on(kBuckets).asks("s3:PutEncryptionConfiguration")}, remove<kEncryption>},
};

}  // namespace

std::span<const Operation> configuration_operations() {
  return kOperations;
}

}  // namespace account::s3
