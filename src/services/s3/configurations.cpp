// Configurations of buckets: put, read back and deleted alike, each in the bucket's record under its name.
#include <set>

#include "services/s3/access.h"
#include "services/s3/s3.h"
#include "services/s3/tags.h"

namespace account::s3 {
namespace {

struct Configuration {
  std::string_view name;    // in the bucket's record
  std::string_view member;  // of the input that holds it
  bool is_member;           // also of the output; else the output is its members
  // Refuses what does not fit, and completes what is not said.
  aws::Result<void> (*check)(Call& call, const Bucket& bucket, Object& value);
  // What AWS answers where there is none. No code: it answers nothing at all.
  std::string_view missing_code = "";
  std::string_view missing_message = "";
};

Output put(Call& call, const Configuration& configuration) {
  Bucket bucket = TRY(require_bucket(call));
  const json::Value* given = call.input.find(configuration.member);
  if (!given) return malformed_xml();
  Object value = given->as_object();
  TRY(configuration.check(call, bucket, value));
  bucket.record.as_object().set(configuration.name, std::move(value));
  store_bucket(call.state, bucket);
  return Object{};
}

Output get(Call& call, const Configuration& configuration) {
  Bucket bucket = TRY(require_bucket(call));
  const json::Value* value = bucket.record.find(configuration.name);
  if (!value && configuration.missing_code.empty()) return Object{};
  if (!value) {
    return tl::unexpected(aws::Error(std::string(configuration.missing_code), 404,
                                     std::string(configuration.missing_message),
                                     {{"BucketName", bucket.name}}));
  }
  if (!configuration.is_member) return *value;
  return Object{{std::string(configuration.member), *value}};
}

Output remove(Call& call, const Configuration& configuration) {
  Bucket bucket = TRY(require_bucket(call));
  if (bucket.record.as_object().erase(configuration.name)) store_bucket(call.state, bucket);
  return Object{};
}

template <const Configuration& configuration>
Output put(Call& call) {
  return put(call, configuration);
}
template <const Configuration& configuration>
Output get(Call& call) {
  return get(call, configuration);
}
template <const Configuration& configuration>
Output remove(Call& call) {
  return remove(call, configuration);
}

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

// --- lifecycle ---------------------------------------------------------------------------------------------

constexpr size_t kMaxRules = 1000;
constexpr std::string_view kTransitionSize = "TransitionDefaultMinimumObjectSize";

aws::Result<void> check_rule(Call& call, Object& rule, std::set<std::string>& ids) {
  bool acts = false;
  for (std::string_view action : {"Expiration", "Transitions", "NoncurrentVersionTransitions",
                                  "NoncurrentVersionExpiration", "AbortIncompleteMultipartUpload"})
    acts = acts || rule.contains(action);
  if (!acts) return aws::error("InvalidRequest", 400, "At least one action needs to be specified in a rule");
  if (rule.contains("Filter") == rule.contains("Prefix")) return malformed_xml();
  if (const json::Value* expiration = rule.find("Expiration")) {
    const json::Value* days = expiration->find("Days");
    if (days && days->as_int() < 1)
      return invalid_argument("'Days' for Expiration action must be a positive integer", "Days",
                              std::to_string(days->as_int()));
  }
  if (!rule.contains("ID")) rule.set("ID", call.environment.random.uuid());
  if (ids.insert(rule.find("ID")->as_string()).second) return {};
  return invalid_argument("Rule ID must be unique. Found same ID for more than one rule", "ID",
                          rule.find("ID")->as_string());
}

aws::Result<void> check_lifecycle(Call& call, const Bucket&, Object& value) {
  json::Array& rules = value.find("Rules")->as_array();
  if (rules.empty() || rules.size() > kMaxRules) return malformed_xml();
  std::set<std::string> ids;
  for (json::Value& rule : rules) TRY(check_rule(call, rule.as_object(), ids));
  std::string size = call.input.text(kTransitionSize);
  value.set(kTransitionSize, size.empty() ? "all_storage_classes_128K" : size);
  return {};
}
constexpr Configuration kLifecycle = {
    "Lifecycle",     "LifecycleConfiguration",       false,
    check_lifecycle, "NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"};

Output put_lifecycle(Call& call) {
  TRY(put(call, kLifecycle));
  json::Value kept = TRY(get(call, kLifecycle));
  Object output;
  output.set_if(kTransitionSize, kept.find(kTransitionSize));
  return output;
}

constexpr Operation kOperations[] = {
    {"PutBucketVersioning", on_bucket, put<kVersioning>},
    {"GetBucketVersioning", on_bucket, get<kVersioning>},
    {"PutBucketTagging", on_bucket, put<kTagging>},
    {"GetBucketTagging", on_bucket, get<kTagging>},
    {"DeleteBucketTagging", on_bucket, remove<kTagging>},
    {"PutPublicAccessBlock", on_bucket, put<kPublicAccessBlock>},
    {"GetPublicAccessBlock", on_bucket, get<kPublicAccessBlock>},
    {"DeletePublicAccessBlock", on_bucket, remove<kPublicAccessBlock>},
    {"PutBucketOwnershipControls", on_bucket, put<kOwnership>},
    {"GetBucketOwnershipControls", on_bucket, get<kOwnership>},
    {"DeleteBucketOwnershipControls", on_bucket, remove<kOwnership>},
    {"PutBucketEncryption", on_bucket, put<kEncryption>},
    {"GetBucketEncryption", on_bucket, get_encryption},
    {"DeleteBucketEncryption", on_bucket, remove<kEncryption>},
    {"PutBucketLifecycleConfiguration", on_bucket, put_lifecycle},
    {"GetBucketLifecycleConfiguration", on_bucket, get<kLifecycle>},
    {"DeleteBucketLifecycle", on_bucket, remove<kLifecycle>},
};

}  // namespace

std::span<const Operation> configuration_operations() {
  return kOperations;
}

}  // namespace account::s3
