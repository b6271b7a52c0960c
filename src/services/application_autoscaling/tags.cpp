#include "services/application_autoscaling/tags.h"

#include "account/record/index.h"
#include "account/record/tags.h"
#include "services/application_autoscaling/application_autoscaling.h"
#include "services/application_autoscaling/target.h"

namespace account::application_autoscaling {
namespace {

constexpr size_t kMostTags = 50;

aws::Result<Resource> locate_tagged(const Asking& asking) {
  Resource resource;
  std::string arn = asking.text("ResourceARN");
  auto found = find_through(asking.call.state, kTargets, "ScalableTargetARN", arn);
  resource.arn = arn;
  resource.named = found.empty() ? arn : found.front().id;
  resource.kind = &kTargets;
  if (!found.empty()) resource.record = std::move(found.front().value);
  if (resource.record) add_resource_tags(resource.record->find("Tags"), resource.keys);
  if (!resource.record)
    resource.absent = aws::Error("ResourceNotFoundException", 400,
                                 fmt::format("The resource with the ARN {} was not found", arn));
  return resource;
}

constexpr RecordKind kTagged{.name = "application-autoscaling.tagged",
                             .noun = "resource",
                             .type = "ScalableTarget",
                             .arn = "",
                             .name_member = "ResourceARN",
                             .locate = locate_tagged,
                             .absent_code = "ResourceNotFoundException",
                             .absent_status = 400,
                             .absent_words = "The resource with the ARN {name} was not found"};

Output list_tags(Call& call) {
  return Object{{"Tags", *call.the().record.find("Tags")}};
}

Output tag(Call& call) {
  json::Value& tags = call.the().fields()["Tags"];
  merge_tags(tags, *call.input.find("Tags"));
  TRY(check_tags(tags));
  call.save(call.the());
  return Object{};
}

Output untag(Call& call) {
  remove_tags(call.the().fields()["Tags"], call.input.texts("TagKeys"));
  call.save(call.the());
  return Object{};
}

constexpr Operation kOperations[] = {
    {"TagResource", {on(kTagged)}, tag},
    {"UntagResource", {on(kTagged)}, untag},
    {"ListTagsForResource", {on(kTagged)}, list_tags},
};

}  // namespace

aws::Result<void> check_tags(const json::Value& tags) {
  for (const json::Member& tag : tags.as_object())
    if (tag.name.starts_with("aws:")) return invalid("Tag keys that begin with aws: are reserved");
  if (tags.as_object().size() <= kMostTags) return {};
  return aws::error("TooManyTagsException", 400, "A resource can have at most {} tags", kMostTags);
}

std::span<const Operation> tag_operations() {
  return kOperations;
}

}  // namespace account::application_autoscaling
