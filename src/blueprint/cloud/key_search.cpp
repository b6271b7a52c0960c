#include "blueprint/cloud/key_search.h"

#include <algorithm>

namespace blueprint {
namespace {

bool has_all(const json::Array& tags, const json::Array& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const json::Value& each) {
    return std::find(tags.begin(), tags.end(), each) != tags.end();
  });
}

bool waits_for_its_end(const json::Value& found) {
  const json::Value* key = found.find("KeyMetadata");
  return key && key->string_or("KeyState", "") == "PendingDeletion";
}

}  // namespace

// Of a key that the caller may not look at nobody can say whose it is: it is none of ours, as we make them.
aws::Result<json::Value> find_key(Cloud& cloud, const json::Value& input) {
  const json::Value* wanted = input.find("Tags");
  json::Array keys = TRY(cloud.call_all("kms", "ListKeys", json::Object(), "Keys"));
  for (const json::Value& key : keys) {
    json::Object named{{"KeyId", key.string_or("KeyId", "")}};
    auto tags = cloud.call_all("kms", "ListResourceTags", named, "Tags");
    if (!tags && tags.error().code != "AccessDeniedException") return tl::unexpected(tags.error());
    if (!tags || !wanted || !has_all(*tags, wanted->as_array())) continue;
    json::Value found = TRY(cloud.call("kms", "DescribeKey", named));
    if (waits_for_its_end(found)) continue;
    found.as_object().set("Tags", std::move(*tags));
    return found;
  }
  return json::Object();
}

}  // namespace blueprint
