#include "account/record/tags.h"
#include "base/code_points.h"
#include "services/sqs/queue.h"
#include "services/sqs/sqs.h"
#include "services/sqs/tags.h"

namespace account::sqs {
namespace {

constexpr size_t kMostTags = 50;
constexpr size_t kMostKeyLetters = 128;
constexpr size_t kMostValueLetters = 256;

Output list_queue_tags(Call& call) {
  const json::Value* tags = call.the().record.find("tags");
  return tags && !tags->as_object().empty() ? Object{{"Tags", *tags}} : Object{};
}

Output tag_queue(Call& call) {
  json::Value& tags = call.the().fields()["tags"];
  if (!tags.is_object()) tags = json::Object();
  merge_tags(tags, *call.input.find("Tags"));
  TRY(check_tags(tags));
  call.save(call.the());
  return Object{};
}

Output untag_queue(Call& call) {
  if (json::Value* tags = call.the().fields().find("tags")) remove_tags(*tags, call.input.texts("TagKeys"));
  call.save(call.the());
  return Object{};
}

constexpr Operation kOperations[] = {
    {"ListQueueTags", {kOnOwnQueue}, list_queue_tags},
    {"TagQueue", {kOnOwnQueue}, tag_queue},
    {"UntagQueue", {kOnOwnQueue}, untag_queue},
};

}  // namespace

aws::Result<void> check_tags(const json::Value& tags) {
  if (tags.as_object().size() > kMostTags)
    return aws::error("InvalidParameterValue", 400, "Too many tags added to queue: the most are {}.",
                      kMostTags);
  for (const json::Member& tag : tags.as_object()) {
    bool fits = !tag.name.empty() && base::code_points(tag.name).size() <= kMostKeyLetters &&
                !tag.name.starts_with("aws:") &&
                base::code_points(tag.value.as_string()).size() <= kMostValueLetters;
    if (!fits) return aws::error("InvalidParameterValue", 400, "The tag `{}` is invalid.", tag.name);
  }
  return {};
}

std::span<const Operation> tag_operations() {
  return kOperations;
}

}  // namespace account::sqs
