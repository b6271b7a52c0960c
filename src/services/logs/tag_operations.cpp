// Tags of log groups, by the operations of today and by those of before, which name a group by its name.
#include "account/record/tags.h"
#include "services/logs/group.h"
#include "services/logs/logs.h"
#include "services/logs/tags.h"

namespace account::logs {
namespace {

constexpr size_t kMostTags = 50;

Output list_tags(Call& call) {
  return Object{{"tags", *call.the().record.find("tags")}};
}

Output tag(Call& call) {
  json::Value& tags = call.the().fields()["tags"];
  merge_tags(tags, *call.input.find("tags"));
  TRY(check_tags(tags));
  call.save(call.the());
  return Object{};
}

Output untag(Call& call, std::string_view member) {
  remove_tags(call.the().fields()["tags"], call.input.texts(member));
  call.save(call.the());
  return Object{};
}
Output untag_resource(Call& call) {
  return untag(call, "tagKeys");
}
Output untag_group(Call& call) {
  return untag(call, "tags");
}

constexpr Need kOnResource = on(kTaggedGroups, "resourceArn");
constexpr Need kOnGroup = on(kGroupsToTag);

constexpr Operation kOperations[] = {
    {"ListTagsForResource", {kOnResource}, list_tags},
    {"TagResource", {kOnResource}, tag},
    {"UntagResource", {kOnResource}, untag_resource},
    {"ListTagsLogGroup", {kOnGroup}, list_tags},
    {"TagLogGroup", {kOnGroup}, tag},
    {"UntagLogGroup", {kOnGroup}, untag_group},
};

}  // namespace

aws::Result<void> check_tags(const json::Value& tags) {
  if (tags.as_object().size() > kMostTags)
    return aws::error("TooManyTagsException", 400, "A resource can have no more than {} tags.", kMostTags);
  for (const json::Member& tag : tags.as_object())
    if (tag.name.starts_with("aws:"))
      return aws::error("InvalidParameterException", 400, "Tag keys that begin with aws: are reserved: {}",
                        tag.name);
  return {};
}

std::span<const Operation> tag_operations() {
  return kOperations;
}

}  // namespace account::logs
