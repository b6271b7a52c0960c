// Tags of groups, of which some go to the instances that they launch from then on.
#include <algorithm>

#include "account/call/filters.h"
#include "services/autoscaling/autoscaling.h"
#include "services/autoscaling/group.h"

namespace account::autoscaling {
namespace {

constexpr size_t kMostTags = 50;

bool is_key(const json::Value& tag, std::string_view key) {
  return tag.string_or("Key", "") == key;
}

// One group may be named more than once, so each tag is put by itself.
Output put_tags(Call& call) {
  for (const json::Value& tag : call.input.list("Tags")) {
    json::Value group = TRY(require(call.state, kGroups, tag.string_or("ResourceId", "")));
    std::string_view key = tag.string_or("Key", "");
    if (key.starts_with("aws:"))
      return invalid("aws: prefixed tag key names are not allowed for external use.");
    json::Array& tags = group.as_object()["Tags"].as_array();
    std::erase_if(tags, [&](const json::Value& one) { return is_key(one, key); });
    tags.push_back(Object{{"Key", key},
                          {"Value", tag.string_or("Value", "")},
                          {"PropagateAtLaunch", tag.bool_or("PropagateAtLaunch", false)},
                          {"ResourceId", tag.string_or("ResourceId", "")},
                          {"ResourceType", "auto-scaling-group"}});
    if (tags.size() > kMostTags)
      return aws::error("LimitExceeded", 400, "A group can have at most {} tags", kMostTags);
    store(call.state, kGroups, group);
  }
  return Object{};
}

Output delete_tags(Call& call) {
  for (const json::Value& tag : call.input.list("Tags")) {
    json::Value group = TRY(require(call.state, kGroups, tag.string_or("ResourceId", "")));
    std::erase_if(group.as_object()["Tags"].as_array(),
                  [&](const json::Value& one) { return is_key(one, tag.string_or("Key", "")); });
    store(call.state, kGroups, group);
  }
  return Object{};
}

constexpr FilterPlace kFilters[] = {{"auto-scaling-group", "ResourceId"},
                                    {"key", "Key"},
                                    {"value", "Value"},
                                    {"propagate-at-launch", "PropagateAtLaunch"}};

Output describe_tags(Call& call) {
  Filters filters = TRY(Filters::read(call.input, kFilters));
  std::vector<Entry> entries;
  for (const Entry& group : call.state.list(kGroups.name))
    for (const json::Value& tag : group.value.find("Tags")->as_array())
      if (filters.match(tag))
        entries.push_back({fmt::format("{} {}", group.id, tag.string_or("Key", "")), tag});
  return list_page(call, "Tags", std::move(entries));
}

constexpr Operation kOperations[] = {
    {"CreateOrUpdateTags", {on(kGroups, "ResourceId").each("Tags")}, put_tags},
    {"DeleteTags", {on(kGroups, "ResourceId").each("Tags")}, delete_tags},
    {"DescribeTags", {any()}, describe_tags},
};

}  // namespace

std::span<const Operation> tag_operations() {
  return kOperations;
}

}  // namespace account::autoscaling
