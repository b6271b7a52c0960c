// Tags of objects.
#include "services/s3/access.h"
#include "services/s3/object_data.h"
#include "services/s3/s3.h"
#include "services/s3/tags.h"

namespace account::s3 {
namespace {

struct Found {
  Bucket bucket;
  Version version;
};

aws::Result<Found> find(Call& call) {
  Bucket bucket = TRY(require_bucket(call));
  Version version = TRY(require_object(call, bucket, call.input.text("Key"), call.input.text("VersionId")));
  return Found{std::move(bucket), std::move(version)};
}

const json::Array& asked_tags(const Call& call) {
  return call.input.find("Tagging")->find("TagSet")->as_array();
}

Output get_tagging(Call& call) {
  Found found = TRY(find(call));
  const json::Value* tags = found.version.record.find("Tags");
  Object output{{"TagSet", tags ? *tags : json::Array()}};
  show_version_id(found.bucket, found.version, output);
  return output;
}

Output replace_tags(Call& call, const json::Array& tags) {
  Found found = TRY(find(call));
  Object& record = found.version.record.as_object();
  record.erase("Tags");
  if (!tags.empty()) record.set("Tags", tags);
  update_version(owner_of(call, found.bucket), found.version);
  Object output;
  show_version_id(found.bucket, found.version, output);
  return output;
}

Output put_tagging(Call& call) {
  TRY(check_tags(asked_tags(call), kMaxObjectTags));
  return replace_tags(call, asked_tags(call));
}

Output delete_tagging(Call& call) {
  return replace_tags(call, {});
}

constexpr Operation kOperations[] = {
    {"GetObjectTagging",
     {on_object("s3:GetObjectTagging", "s3:GetObjectVersionTagging"), kListsMissing},
     get_tagging},
    {"PutObjectTagging",
     {on_object("s3:PutObjectTagging", "s3:PutObjectVersionTagging").keys(object_tag_keys)},
     put_tagging},
    {"DeleteObjectTagging",
     {on_object("s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging")},
     delete_tagging},
};

}  // namespace

std::span<const Operation> object_tagging_operations() {
  return kOperations;
}

}  // namespace account::s3
