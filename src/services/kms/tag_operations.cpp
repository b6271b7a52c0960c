#include "services/kms/key.h"
#include "services/kms/kms.h"
#include "services/kms/listing.h"
#include "services/kms/tags.h"

namespace account::kms {
namespace {

constexpr size_t kMostTags = 50;

Output list_tags(Call& call) {
  std::vector<Entry> tags;
  for (const auto& [key, value, span] : call.the().record.find("Tags")->as_object())
    tags.push_back({key, json::Object{{"TagKey", key}, {"TagValue", value}}});
  return list_page(call, "Tags", std::move(tags), {50, 50});
}

Output tag_key(Call& call) {
  TRY(check_not_pending_deletion(call.the().record));
  json::Value& tags = call.the().fields()["Tags"];
  tags = TRY(with_tags_of(call, tags.as_object()));
  call.save(call.the());
  return Object{};
}

Output untag_key(Call& call) {
  TRY(check_not_pending_deletion(call.the().record));
  for (const std::string& key : call.input.texts("TagKeys"))
    call.the().fields()["Tags"].as_object().erase(key);
  call.save(call.the());
  return Object{};
}

constexpr Operation kOperations[] = {
    {"ListResourceTags", {kOnKey}, list_tags},
    {"TagResource", {kOnKey}, tag_key},
    {"UntagResource", {kOnKey}, untag_key},
};

}  // namespace

aws::Result<json::Object> with_tags_of(const Call& call, json::Object tags) {
  for (const json::Value& tag : call.input.list("Tags")) {
    std::string_view key = tag.string_or("TagKey", "");
    if (key.starts_with("aws:"))
      return aws::error("TagException", 400, "Tag keys that begin with aws: are reserved: {}", key);
    tags.set(key, tag.string_or("TagValue", ""));
  }
  if (tags.size() > kMostTags)
    return aws::error("LimitExceededException", 400, "A key has at most {} tags.", kMostTags);
  return tags;
}

std::span<const Operation> tag_operations() {
  return kOperations;
}

}  // namespace account::kms
