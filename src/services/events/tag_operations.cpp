#include "account/record/tags.h"
#include "base/arn.h"
#include "services/events/bus.h"
#include "services/events/events.h"
#include "services/events/rule.h"
#include "services/events/tags.h"

namespace account::events {
namespace {

constexpr size_t kMostTags = 50;

// A rule or a bus, by its ARN.
aws::Result<Resource> locate_tagged(const Asking& asking) {
  const Call& call = asking.call;
  std::string text = asking.text("ResourceARN");
  auto arn = base::Arn::parse(text);
  bool is_here = arn && arn->service == "events" && arn->region == call.state.region() &&
                 arn->account == call.state.account();
  Resource resource;
  if (is_here && arn->resource.starts_with("event-bus/")) {
    resource = bus_resource(call, read_bus_name(call.state, text));
    resource.policy.clear();
    resource.kind = &kBuses;
  } else if (is_here && arn->resource.starts_with("rule/")) {
    std::string path = arn->resource.substr(5);
    size_t slash = path.rfind('/');
    std::string bus = slash == path.npos ? std::string(kDefaultBus) : path.substr(0, slash);
    resource = rule_resource(call, {bus, path.substr(slash == path.npos ? 0 : slash + 1)});
    resource.kind = &kRules;
  } else {
    resource.named = text;
  }
  resource.arn = text;
  return resource;
}

constexpr RecordKind kTagged{.name = "events.tagged",
                             .noun = "resource",
                             .arn = "",
                             .name_member = "ResourceARN",
                             .locate = locate_tagged,
                             .absent_code = "ResourceNotFoundException",
                             .absent_status = 400,
                             .absent_words = "Resource {name} does not exist."};

Output list_tags(Call& call) {
  const json::Value* tags = call.the().record.find("Tags");
  return Object{{"Tags", tags ? *tags : json::Array()}};
}

Output tag(Call& call) {
  TRY(check_not_managed(call, call.the().record, false));
  json::Value& tags = call.the().fields()["Tags"];
  merge_tags(tags, *call.input.find("Tags"));
  TRY(check_tags(tags));
  call.save(call.the());
  return Object{};
}

Output untag(Call& call) {
  TRY(check_not_managed(call, call.the().record, false));
  if (json::Value* tags = call.the().fields().find("Tags")) remove_tags(*tags, call.input.texts("TagKeys"));
  call.save(call.the());
  return Object{};
}

constexpr Operation kOperations[] = {
    {"ListTagsForResource", {on(kTagged)}, list_tags},
    {"TagResource", {on(kTagged)}, tag},
    {"UntagResource", {on(kTagged)}, untag},
};

}  // namespace

aws::Result<void> check_tags(const json::Value& tags) {
  if (!tags.is_array()) return {};
  if (tags.as_array().size() > kMostTags)
    return invalid(fmt::format("A resource can have no more than {} tags.", kMostTags));
  for (const json::Value& tag : tags.as_array())
    if (tag.string_or("Key", "").starts_with("aws:"))
      return invalid("Tag keys that begin with aws: are reserved.");
  return {};
}

aws::Result<json::Array> tags_of_input(const Call& call) {
  const json::Value* tags = call.input.find("Tags");
  if (!tags) return json::Array();
  TRY(check_tags(*tags));
  return tags->as_array();
}

std::span<const Operation> tag_operations() {
  return kOperations;
}

}  // namespace account::events
