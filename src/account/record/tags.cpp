#include "account/record/tags.h"

#include <algorithm>

namespace account {
namespace {

struct Tag {
  std::string key;
  std::string value;
};

std::vector<Tag> read(const json::Value* tags) {
  std::vector<Tag> result;
  if (!tags) return result;
  if (tags->is_object()) {
    for (const auto& member : tags->as_object()) result.push_back({member.name, member.value.as_string()});
  } else if (tags->is_array()) {
    for (const json::Value& tag : tags->as_array()) {
      // KMS has names of its own for the two.
      std::string_view key = tag.string_or("Key", tag.string_or("TagKey", ""));
      std::string_view value = tag.string_or("Value", tag.string_or("TagValue", ""));
      result.push_back({std::string(key), std::string(value)});
    }
  }
  return result;
}

void set(json::Value& tags, const Tag& tag) {
  if (tags.is_object()) {
    tags.as_object().set(tag.key, tag.value);
    return;
  }
  if (!tags.is_array()) tags = json::Array();
  for (json::Value& existing : tags.as_array()) {
    if (existing.string_or("Key", "") == tag.key) {
      existing.as_object().set("Value", tag.value);
      return;
    }
  }
  tags.as_array().push_back(json::Object{{"Key", tag.key}, {"Value", tag.value}});
}

}  // namespace

void add_request_tags(const json::Value* tags, policy::Context& context) {
  std::vector<std::string> keys;
  for (const Tag& tag : read(tags)) {
    context.set("aws:RequestTag/" + tag.key, tag.value);
    keys.push_back(tag.key);
  }
  if (!keys.empty()) add_tag_keys(keys, context);
}

void add_resource_tags(const json::Value* tags, policy::Context& context, std::string_view prefix) {
  for (const Tag& tag : read(tags)) {
    context.set("aws:ResourceTag/" + tag.key, tag.value);
    if (!prefix.empty()) context.set(fmt::format("{}:ResourceTag/{}", prefix, tag.key), tag.value);
  }
}

void add_tag_keys(const std::vector<std::string>& keys, policy::Context& context) {
  context.set_list("aws:TagKeys", keys);
}

void merge_tags(json::Value& into, const json::Value& tags) {
  for (const Tag& tag : read(&tags)) set(into, tag);
}

void remove_tags(json::Value& from, const std::vector<std::string>& keys) {
  auto named = [&](std::string_view key) { return std::find(keys.begin(), keys.end(), key) != keys.end(); };
  if (from.is_object()) {
    for (const std::string& key : keys) from.as_object().erase(key);
  } else if (from.is_array()) {
    std::erase_if(from.as_array(), [&](const json::Value& tag) { return named(tag.string_or("Key", "")); });
  }
}

}  // namespace account
