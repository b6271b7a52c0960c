#include "services/s3/tags.h"

#include <set>

#include "aws/route/route.h"

namespace account::s3 {
namespace {

constexpr size_t kMaxKey = 128;
constexpr size_t kMaxValue = 256;

tl::unexpected<aws::Error> invalid_tag(std::string message) {
  return tl::unexpected(aws::Error("InvalidTag", 400, std::move(message)));
}

}  // namespace

std::vector<std::pair<std::string, std::string>> tags_of(const std::optional<Version>& version) {
  std::vector<std::pair<std::string, std::string>> result;
  const json::Value* tags = version ? version->record.find("Tags") : nullptr;
  if (!tags) return result;
  for (const json::Value& tag : tags->as_array())
    result.emplace_back(tag.string_or("Key", ""), tag.string_or("Value", ""));
  return result;
}

aws::Result<void> check_tags(const json::Array& tags, size_t max) {
  if (tags.size() > max) {
    return aws::error("BadRequest", 400, "{} tags cannot be greater than {}",
                      max == kMaxObjectTags ? "Object" : "Bucket", max);
  }
  std::set<std::string_view> keys;
  for (const json::Value& tag : tags) {
    std::string_view key = tag.string_or("Key", "");
    if (key.empty() || key.size() > kMaxKey) return invalid_tag("The TagKey you have provided is invalid");
    if (key.starts_with("aws:")) return invalid_tag("System tags cannot be added/updated by requester");
    if (tag.string_or("Value", "").size() > kMaxValue)
      return invalid_tag("The TagValue you have provided is invalid");
    if (!keys.insert(key).second) return invalid_tag("Cannot provide multiple Tags with the same key");
  }
  return {};
}

aws::Result<json::Array> parse_tagging(const std::string& header) {
  json::Array tags;
  if (header.empty()) return tags;
  aws::Result<aws::Parameters> parameters = aws::parse_parameters(header);
  if (!parameters) {
    return invalid_argument(
        "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query "
        "parameters without tag name duplicates.",
        "x-amz-tagging", header);
  }
  for (auto& [key, value] : *parameters)
    tags.push_back(Object{{"Key", std::move(key)}, {"Value", std::move(value)}});
  TRY(check_tags(tags, kMaxObjectTags));
  return tags;
}

void add_request_object_tags(const json::Array& tags, policy::Context& context) {
  std::vector<std::string> keys;
  for (const json::Value& tag : tags) {
    std::string key(tag.string_or("Key", ""));
    context.set("s3:RequestObjectTag/" + key, std::string(tag.string_or("Value", "")));
    keys.push_back(std::move(key));
  }
  if (!keys.empty()) context.set_list("s3:RequestObjectTagKeys", std::move(keys));
}

}  // namespace account::s3
