// AddTagsToResource, RemoveTagsFromResource, ListTagsForResource. Of what they tag on AWS there are parameters here; of
// all other types nothing is there.
#include "account/record/tags.h"
#include "services/ssm/parameter.h"
#include "services/ssm/ssm.h"
#include "services/ssm/tags.h"

namespace account::ssm {
namespace {

constexpr size_t kMostTags = 50;

// As calls name types, and how an ARN does.
struct Tagged {
  std::string_view type;
  std::string_view in_arn;
};
constexpr Tagged kOtherTypes[] = {
    {"Document", "document"},
    {"ManagedInstance", "managed-instance"},
    {"PatchBaseline", "patchbaseline"},
    {"MaintenanceWindow", "maintenancewindow"},
    {"OpsItem", "opsitem"},
    {"OpsMetadata", "opsmetadata"},
    {"Association", "association"},
    {"Automation", "automation-execution"},
    {"CloudConnector", "cloud-connector"},
};

aws::Result<Resource> locate_tagged(const Asking& asking) {
  std::string type = asking.text("ResourceType"), id = asking.text("ResourceId");
  Resource resource;
  for (const Tagged& other : kOtherTypes)
    if (other.type == type)
      resource.arn = fmt::format("arn:aws:ssm:{}:{}:{}/{}", asking.call.state.region(),
                                 asking.call.state.account(), other.in_arn, id);
  if (type == "Parameter")
    resource = parameter_resource(asking.call, read_name(asking.call.state, id), false);
  resource.absent.reset();  // whatever is tagged is told in the same words
  return resource;
}

constexpr RecordKind tagged() {
  RecordKind kind = located_by(locate_tagged);
  kind.absent_code = "InvalidResourceId";
  kind.absent_words = "The resource ID isn't valid. Verify that you entered the correct ID and try again.";
  return kind;
}
constexpr RecordKind kTagged = tagged();

Output list_tags(Call& call) {
  return Object{{"TagList", *call.the().record.find("Tags")}};
}

Output add_tags(Call& call) {
  Found& parameter = call.the();
  parameter.fields().set("Tags", TRY(with_tags_of(call, *parameter.record.find("Tags"))));
  call.save(parameter);
  return Object{};
}

Output remove_some(Call& call) {
  remove_tags(*call.the().fields().find("Tags"), call.input.texts("TagKeys"));
  call.save(call.the());
  return Object{};
}

constexpr Operation kOperations[] = {
    {"AddTagsToResource", {on(kTagged, "ResourceId")}, add_tags},
    {"RemoveTagsFromResource", {on(kTagged, "ResourceId")}, remove_some},
    {"ListTagsForResource", {on(kTagged, "ResourceId")}, list_tags},
};

}  // namespace

aws::Result<json::Value> with_tags_of(const Call& call, json::Value tags) {
  for (const json::Value& tag : call.input.list("Tags"))
    if (tag.string_or("Key", "").starts_with("aws:"))
      return invalid("Tag keys that begin with aws: are reserved.");
  if (const json::Value* more = call.input.find("Tags")) merge_tags(tags, *more);
  if (tags.as_array().size() > kMostTags)
    return aws::error("TooManyTagsError", 400, "A parameter has at most {} tags.", kMostTags);
  return tags;
}

std::span<const Operation> tag_operations() {
  return kOperations;
}

}  // namespace account::ssm
