// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
//
// A bucket and what is set on it are one thing: it never stays behind open, unencrypted or without its policy because
// those went first.
#include <algorithm>

#include "blueprint/kinds/kinds.h"
#include "blueprint/storage/bucket_contents.h"
#include "blueprint/storage/kinds.h"

namespace blueprint {
namespace {

using engine::Reading;
using engine::Request;
using engine::Subject;
using json::Object;
using json::Value;
using Detail = engine::ResourceKind::Detail;

constexpr const char* kFirstRegion = "us-east-1";  // which no call may name
constexpr const char* kOwnership = "BucketOwnerEnforced";
constexpr const char* kEncryption = "AES256";
constexpr const char* kFlags[] = {"BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy",
                                  "RestrictPublicBuckets"};
// Tags that others have set: a call that sets tags replaces all that there are.
constexpr const char* kOtherTags = "other_tags";

Request s3(std::string operation, const Subject& subject, Object more = {}) {
  Object input{{"Bucket", text_of(subject.desired, "name")}};
  for (json::Member& member : more) input.append(std::move(member));
  return {"s3", std::move(operation), engine::literal(std::move(input))};
}

Request create(const Subject& subject) {
  Object where;
  std::string region = text_of(subject.desired, "region");
  if (region != kFirstRegion) where.append({"LocationConstraint", region});
  where.append({"Tags", tag_list(tags_to_give(subject))});
  return s3("CreateBucket", subject,
            {{"ObjectOwnership", kOwnership}, {"CreateBucketConfiguration", std::move(where)}});
}

// ---- how it shall be, as S3 writes it

Object encryption() {
  Object by_default{{"SSEAlgorithm", kEncryption}};
  return {{"Rules", json::Array{Object{{"ApplyServerSideEncryptionByDefault", std::move(by_default)}}}}};
}

Object closed() {
  Object block;
  for (const char* flag : kFlags) block.append({flag, true});
  return block;
}

// Parts of uploads that nobody ends cost as objects do.
Object lifecycle(int64_t days) {
  json::Array rules{Object{{"ID", "slipway-unfinished"},
                           {"Status", "Enabled"},
                           {"Filter", Object{{"Prefix", ""}}},
                           {"AbortIncompleteMultipartUpload", Object{{"DaysAfterInitiation", 1}}}}};
  if (days > 0)
    rules.push_back(Object{{"ID", "slipway-expiry"},
                           {"Status", "Enabled"},
                           {"Filter", Object{{"Prefix", ""}}},
                           {"Expiration", Object{{"Days", days}}}});
  return {{"Rules", std::move(rules)}};
}

Request put_tags(const Subject& subject) {
  Marks tags = marks_of(subject.observed.find(kOtherTags));
  for (const auto& [key, value] : tags_to_give(subject)) tags[key] = value;
  return s3("PutBucketTagging", subject, {{"Tagging", Object{{"TagSet", tag_list(tags)}}}});
}

std::vector<Request> change(const Subject& subject, const std::vector<std::string>& differing) {
  std::vector<Request> requests;
  for (const std::string& member : differing) {
    if (member == "tags") requests.push_back(put_tags(subject));
    if (member == "public")
      requests.push_back(s3("PutPublicAccessBlock", subject, {{"PublicAccessBlockConfiguration", closed()}}));
    if (member == "ownership")
      requests.push_back(s3(
          "PutBucketOwnershipControls", subject,
          {{"OwnershipControls", Object{{"Rules", json::Array{Object{{"ObjectOwnership", kOwnership}}}}}}}));
    if (member == "encryption")
      requests.push_back(
          s3("PutBucketEncryption", subject, {{"ServerSideEncryptionConfiguration", encryption()}}));
    if (member == "policy")
      requests.push_back(
          subject.desired.find("policy")->is_null()
              ? s3("DeleteBucketPolicy", subject, {})
              : s3("PutBucketPolicy", subject, {{"Policy", json::dump(*subject.desired.find("policy"))}}));
    if (member == "days")
      requests.push_back(s3("PutBucketLifecycleConfiguration", subject,
                            {{"LifecycleConfiguration", lifecycle(subject.desired.int_or("days", 0))}}));
  }
  return requests;
}

// ---- as it is read

Reading read(const Value&, const Subject& subject) {
  Reading reading;
  std::string name = text_of(subject.desired, "name");
  reading.is_there = true;
  reading.identity = Object{{"Name", name}};
  reading.members = {{"name", name}, {"region", text_of(subject.desired, "region")}};
  reading.outputs = {{"Name", name}, {"Arn", text_of(subject.desired, "arn")}};
  return reading;
}

void add_tags(const Value& output, const Subject& subject, Reading& reading) {
  Marks all = marks_of(output.find("TagSet"));
  read_tags(all, subject, reading);
  Marks ours = marks_of(reading.members.find("tags"));
  std::erase_if(all, [&](const auto& tag) { return ours.contains(tag.first) || tag.first == kTokenTag; });
  for (const Value& earlier : subject.earlier)
    for (const auto& [key, value] : marks_of(earlier.find("tags"))) all.erase(key);
  reading.members.set(kOtherTags, to_object(all));
}

void add_public(const Value& output, const Subject&, Reading& reading) {
  const Value* block = output.find("PublicAccessBlockConfiguration");
  bool is_closed = block && std::all_of(std::begin(kFlags), std::end(kFlags),
                                        [&](const char* flag) { return block->bool_or(flag, false); });
  reading.members.set("public", is_closed ? "blocked" : "open");
}

const json::Array& rules_of(const Value* configuration) {
  static const json::Array kNone;
  return configuration ? list_at(*configuration, "Rules") : kNone;
}

void add_ownership(const Value& output, const Subject&, Reading& reading) {
  const json::Array& rules = rules_of(output.find("OwnershipControls"));
  reading.members.set("ownership", rules.empty() ? "" : text_of(rules[0], "ObjectOwnership"));
}

void add_encryption(const Value& output, const Subject&, Reading& reading) {
  const json::Array& rules = rules_of(output.find("ServerSideEncryptionConfiguration"));
  const Value* by_default = rules.empty() ? nullptr : rules[0].find("ApplyServerSideEncryptionByDefault");
  reading.members.set("encryption", by_default ? text_of(*by_default, "SSEAlgorithm") : "");
}

void add_policy(const Value& output, const Subject&, Reading& reading) {
  auto policy = json::parse(text_of(output, "Policy"));
  reading.members.set("policy", policy ? std::move(*policy) : Value());
}

// For how many days our rules keep objects; -1: there are other rules, or something else has become of ours.
void add_lifecycle(const Value& output, const Subject&, Reading& reading) {
  int64_t days = 0;
  for (const Value& rule : list_at(output, "Rules"))
    if (const Value* expiration = rule.find("Expiration")) days = expiration->int_or("Days", 0);
  json::Array found = list_at(output, "Rules"), desired = lifecycle(days).find("Rules")->as_array();
  auto is_as_desired = [&](const Value& rule) {
    return std::any_of(found.begin(), found.end(), [&](const Value& one) {
      return std::all_of(rule.as_object().begin(), rule.as_object().end(), [&](const json::Member& member) {
        const Value* there = one.find(member.name);
        return member.name == "Filter" || (there && *there == member.value);
      });
    });
  };
  bool is_ours = found.size() == desired.size() && std::all_of(desired.begin(), desired.end(), is_as_desired);
  reading.members.set("days", is_ours ? days : -1);
}

Detail detail(const char* operation, void (*add)(const Value&, const Subject&, Reading&), const char* none) {
  return {[operation](const Subject& subject) { return s3(operation, subject); }, add, {none}};
}

std::vector<Detail> details() {
  return {detail("GetBucketTagging", add_tags, "NoSuchTagSet"),
          detail("GetPublicAccessBlock", add_public, "NoSuchPublicAccessBlockConfiguration"),
          detail("GetBucketOwnershipControls", add_ownership, "OwnershipControlsNotFoundError"),
          detail("GetBucketEncryption", add_encryption, "ServerSideEncryptionConfigurationNotFoundError"),
          detail("GetBucketPolicy", add_policy, "NoSuchBucketPolicy"),
          detail("GetBucketLifecycleConfiguration", add_lifecycle, "NoSuchLifecycleConfiguration")};
}

void add_reasons(engine::ResourceKind& kind) {
  kind.reasons = {
      {"s3 CreateBucket", "makes the bucket, without ACLs, in the cluster's region"},
      {"s3 GetBucketLocation", "sees whether the bucket is there"},
      {"s3 GetBucketTagging", "sees whose the bucket is"},
      {"s3 GetPublicAccessBlock", "sees that nobody can make it public"},
      {"s3 GetBucketOwnershipControls", "sees that it has no ACLs"},
      {"s3 GetBucketEncryption", "sees that it encrypts what is put into it"},
      {"s3 GetBucketPolicy", "sees who may use it, and that it is by TLS alone"},
      {"s3 GetBucketLifecycleConfiguration", "sees after how many days objects go"},
      {"s3 PutBucketTagging", "sets tags that it lacks, beside those of others"},
      {"s3 PutPublicAccessBlock", "has nobody make it public"},
      {"s3 PutBucketOwnershipControls", "takes ACLs off it"},
      {"s3 PutBucketEncryption", "has it encrypt what is put into it"},
      {"s3 PutBucketPolicy", "lets in those whose place it is, by TLS alone"},
      {"s3 DeleteBucketPolicy", "takes one off that others have put there"},
      {"s3 PutBucketLifecycleConfiguration", "has objects go after the days that they are to be kept"},
      {"s3 DeleteBucket", "removes the bucket when nothing is in it"}};
}

}  // namespace

engine::ResourceKind bucket_kind() {
  engine::ResourceKind kind;
  kind.name = kBucket;
  kind.why = "objects that nobody else reads";
  kind.found_by = engine::FoundBy::name;
  kind.name_from = {"name"};
  kind.in_place = {"public", "ownership", "encryption", "policy", "days", "tags"};
  kind.holds_data = true;
  kind.absent = {"NoSuchBucket"};
  kind.taken = {"BucketAlreadyOwnedByYou"};
  kind.busy = {"OperationAborted"};
  kind.occupied = {"BucketNotEmpty"};
  kind.creating = std::chrono::seconds(3);
  kind.removing = std::chrono::seconds(5);
  kind.creating_calls = {
      {"s3", "CreateBucket"}, {"s3", "PutBucketPolicy"}, {"s3", "PutBucketLifecycleConfiguration"}};
  kind.changing_calls = {{"s3", "PutBucketPolicy"}};
  kind.removing_calls = {{"s3", "DeleteBucket"}};
  add_reasons(kind);
  kind.remedies["BucketAlreadyExists"] = "somebody else has a bucket of that name: take another `prefix`";
  kind.remedies["AccessDenied"] = kind.remedies["BucketAlreadyExists"];
  kind.remedies["TooManyBuckets"] =
      "remove buckets that nobody uses, or ask for more in Service Quotas (`General purpose buckets`, "
      "L-DC2B2D3D)";
  kind.create = create;
  kind.find = kind.read = [](const Subject& subject) { return s3("GetBucketLocation", subject); };
  kind.details = details();
  kind.change = change;
  kind.remove = [](const Subject& subject) { return s3("DeleteBucket", subject); };
  empty_before_removal(kind);
  kind.identity_of = [](const Value&, const Subject& subject) {
    return Object{{"Name", text_of(subject.desired, "name")}};
  };
  kind.reading = read;
  return kind;
}

Object desired_bucket(const std::string& name, const std::string& partition, const std::string& region,
                      Value policy, int64_t days) {
  return {{"name", name},
          {"region", region},
          {"arn", fmt::format("arn:{}:s3:::{}", partition, name)},
          {"public", "blocked"},
          {"ownership", kOwnership},
          {"encryption", kEncryption},
          {"policy", engine::literal(std::move(policy))},
          {"days", days}};
}

}  // namespace blueprint
