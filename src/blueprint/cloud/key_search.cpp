#include "blueprint/cloud/key_search.h"

namespace blueprint {
namespace {

bool has_tag(const json::Array& tags, const json::Value& wanted) {
  for (const json::Value& tag : tags)
    if (tag.string_or("TagKey", "") == wanted.string_or("TagKey", "") &&
        tag.string_or("TagValue", "") == wanted.string_or("TagValue", ""))
      return true;
  return false;
}

}  // namespace

// Of a key that the caller may not look at nobody can say whose it is: it is none of ours, as we make them.
aws::Result<json::Value> find_key(Cloud& cloud, const json::Value& input) {
  json::Array keys = TRY(cloud.call_all("kms", "ListKeys", json::Object(), "Keys"));
  for (const json::Value& key : keys) {
    json::Object named{{"KeyId", key.string_or("KeyId", "")}};
    auto tags = cloud.call_all("kms", "ListResourceTags", named, "Tags");
    if (!tags && tags.error().code != "AccessDeniedException") return tl::unexpected(tags.error());
    if (!tags || !has_tag(*tags, input)) continue;
    json::Value found = TRY(cloud.call("kms", "DescribeKey", named));
    found.as_object().set("Tags", std::move(*tags));
    return found;
  }
  return json::Object();
}

}  // namespace blueprint
