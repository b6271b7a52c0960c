// Tags of whatever has an id, several things at once (EC2 API Reference, CreateTags, DeleteTags, DescribeTags).
#include "account/record/tags.h"

#include <algorithm>

#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/kinds.h"
#include "services/ec2/resource.h"

namespace account::ec2 {
namespace {

// The kind whose ids begin so; nullptr: none has tags.
const RecordKind* kind_of(std::string_view id) {
  std::string_view prefix = id.substr(0, id.find('-') + 1);
  for (const RecordKind* kind : tagged_kinds())
    if (!prefix.empty() && kind->id_prefix == prefix) return kind;
  return nullptr;
}

// An id that is none is told before any question: it says nothing of what is there.
aws::Result<Resource> locate_tagged(const Asking& asking) {
  std::string id = asking.text(asking.need.member);
  const RecordKind* kind = kind_of(id);
  if (!kind) return aws::error("InvalidID", 400, "The ID '{}' is not valid", id);
  return resource_of(asking.call.state, *kind, std::move(id));
}

// Whatever has tags, by its id.
constexpr RecordKind kTagged{.name = "ec2.tagged",
                             .noun = "resource",
                             .arn = "",
                             .name_member = "Resources",
                             .locate = locate_tagged,
                             .absent_code = "InvalidID",
                             .absent_status = 400,
                             .absent_words = "The ID '{name}' is not valid"};

json::Value& tags_of(Found& tagged) {
  json::Value& tags = tagged.record.as_object()[tagged.kind->tags_member];
  if (!tags.is_array()) tags = json::Array();
  return tags;
}

// A thing may be named twice.
Output create_tags(Call& call) {
  json::Array coming = call.input.list("Tags");
  for (json::Value& tag : coming)
    if (!tag.find("Value")) tag.as_object().set("Value", "");
  for (Found& tagged : call.found) {
    json::Value& tags = tags_of(tagged);
    merge_tags(tags, coming);
    TRY(check_tags(coming, tags.as_array().size()));
    call.save(tagged);
  }
  return Object{};
}

// "If you specify a tag key without a tag value, we delete any tag with this key regardless of its value"; without tags
// all are meant but AWS's own.
bool is_meant(const json::Value& tag, const Input& in) {
  if (!in.has("Tags")) return !tag.string_or("Key", "").starts_with("aws:");
  const json::Array& wanted = in.list("Tags");
  return std::any_of(wanted.begin(), wanted.end(), [&](const json::Value& one) {
    const json::Value* value = one.find("Value");
    return one.string_or("Key", "") == tag.string_or("Key", "") &&
           (!value || value->as_string() == tag.string_or("Value", ""));
  });
}

Output delete_tags(Call& call) {
  for (Found& tagged : call.found) {
    std::erase_if(tags_of(tagged).as_array(),
                  [&](const json::Value& tag) { return is_meant(tag, call.input); });
    call.save(tagged);
  }
  return Object{};
}

void add_tags(const RecordKind& kind, const Entry& entry, std::vector<Entry>& tags) {
  const json::Value* list = entry.value.find(kind.tags_member);
  if (!list || !list->is_array()) return;
  for (const json::Value& tag : list->as_array()) {
    std::string_view key = tag.string_or("Key", "");
    tags.push_back({fmt::format("{} {}", entry.id, key), Object{{"ResourceId", entry.id},
                                                                {"ResourceType", kind.type},
                                                                {"Key", key},
                                                                {"Value", tag.string_or("Value", "")},
                                                                {"Tags", json::Array{tag}}}});
  }
}

// Of the things and types that filters name exactly, no other record is read.
std::vector<Entry> all_tags(const State& state, const Filters& filters) {
  std::vector<Entry> tags;
  if (auto ids = filters.exact("ResourceId")) {
    for (const std::string& id : *ids) {
      const RecordKind* kind = kind_of(id);
      auto record = kind ? find(state, *kind, id) : std::nullopt;
      if (record) add_tags(*kind, {id, std::move(*record)}, tags);
    }
    return tags;
  }
  auto types = filters.exact("ResourceType");
  for (const RecordKind* kind : tagged_kinds()) {
    if (types && std::find(types->begin(), types->end(), kind->type) == types->end()) continue;
    for (const Entry& entry : state.list(kind->name)) add_tags(*kind, entry, tags);
  }
  return tags;
}

Output describe_tags(Call& call) {
  Filters filters = TRY(Filters::read(call.input, {}));
  std::vector<Entry> tags = all_tags(call.state, filters);
  std::erase_if(tags, [&](const Entry& entry) { return !filters.match(entry.value); });
  for (Entry& entry : tags) entry.value.as_object().erase("Tags");
  return answer_page(call, "Tags", std::move(tags));
}

constexpr Operation kOperations[] = {
    {"CreateTags", {on(kTagged).each("Resources")}, create_tags},
    {"DeleteTags", {on(kTagged).each("Resources")}, delete_tags},
    {"DescribeTags", {any()}, describe_tags},
};

}  // namespace

std::span<const Operation> tag_operations() {
  return kOperations;
}

}  // namespace account::ec2
