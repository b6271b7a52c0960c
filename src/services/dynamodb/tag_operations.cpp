// Tags of tables.
#include "account/record/paging.h"
#include "account/record/tags.h"
#include "services/dynamodb/dynamodb.h"
#include "services/dynamodb/errors.h"
#include "services/dynamodb/table.h"

namespace account::dynamodb {
namespace {

constexpr size_t kMostTags = 50;
constexpr int64_t kMostListed = 10;

Output tag_resource(Call& call) {
  json::Value& tags = call.the().fields()["Tags"];
  if (!tags.is_array()) tags = json::Array();
  for (const json::Value& tag : call.input.list("Tags"))
    if (tag.string_or("Key", "").starts_with("aws:"))
      return aws::error("ValidationException", 400, "Tag keys that begin with aws: are reserved");
  merge_tags(tags, *call.input.find("Tags"));
  if (tags.as_array().size() > kMostTags) return invalid("Too many tags: a table has at most {}", kMostTags);
  call.save(call.the());
  return Object{};
}

Output untag_resource(Call& call) {
  if (json::Value* tags = call.the().fields().find("Tags")) remove_tags(*tags, call.input.texts("TagKeys"));
  call.save(call.the());
  return Object{};
}

Output list_tags(Call& call) {
  std::vector<Entry> entries;
  const json::Value* tags = call.the().record.find("Tags");
  for (const json::Value& tag : tags ? tags->as_array() : json::Array())
    entries.push_back({std::string(tag.string_or("Key", "")), tag});
  Page page = TRY(take_page(std::move(entries), call.input.text("NextToken"), kMostListed,
                            aws::Error("ValidationException", 400, "The provided NextToken is invalid")));
  json::Array shown;
  for (Entry& entry : page.entries) shown.push_back(std::move(entry.value));
  Object output{{"Tags", std::move(shown)}};
  if (!page.next.empty()) output.set("NextToken", page.next);
  return output;
}

constexpr Operation kOperations[] = {
    {"TagResource", {on(kTaggedTables, "ResourceArn")}, tag_resource},
    {"UntagResource", {on(kTaggedTables, "ResourceArn")}, untag_resource},
    {"ListTagsOfResource", {on(kTaggedTables, "ResourceArn")}, list_tags},
};

}  // namespace

std::span<const Operation> tag_operations() {
  return kOperations;
}

}  // namespace account::dynamodb
