#include "services/application_autoscaling/target.h"

#include <algorithm>

#include "account/record/paging.h"
#include "account/record/tags.h"

namespace account::application_autoscaling {
namespace {

constexpr int64_t kPage = 50;

}  // namespace

aws::Result<Resource> locate_target(const Asking& asking) {
  const Call& call = asking.call;
  Resource resource;
  resource.named = target_id(call.input);
  resource.record = find(call.state, kTargets, resource.named);
  resource.arn = resource.record ? std::string(resource.record->string_or("ScalableTargetARN", ""))
                                 : arn_of(call.state, kTargets, Object{{"_Id", "*"}});
  if (resource.record) {
    add_resource_tags(resource.record->find("Tags"), resource.keys);
  } else {
    resource.absent = absent(kTargets, words_of_target(call.input)).value();
  }
  return resource;
}

std::string target_id(const Input& in) {
  return fmt::format("{}|{}|{}", in.text("ServiceNamespace"), in.text("ResourceId"),
                     in.text("ScalableDimension"));
}

std::string words_of_target(const Input& in) {
  return fmt::format("service namespace: {}, resource ID: {}, scalable dimension: {}",
                     in.text("ServiceNamespace"), in.text("ResourceId"), in.text("ScalableDimension"));
}

void said_keys(const Call& call, const json::Value*, policy::Context& context) {
  context.set("application-autoscaling:service-namespace", call.input.text("ServiceNamespace"));
  context.set("application-autoscaling:scalable-dimension", call.input.text("ScalableDimension"));
}

tl::unexpected<aws::Error> invalid(std::string words) {
  return tl::unexpected(aws::Error("ValidationException", 400, std::move(words)));
}

aws::Result<void> keep_meant(const Call& call, const std::vector<std::string>& resources,
                             std::vector<Entry>& entries) {
  std::string space = call.input.text("ServiceNamespace"), dimension = call.input.text("ScalableDimension");
  if (resources.empty() && !dimension.empty())
    return invalid("A resource ID must be specified with a scalable dimension");
  std::erase_if(entries, [&](const Entry& one) {
    std::string_view resource = one.value.string_or("ResourceId", "");
    bool is_named =
        resources.empty() || std::find(resources.begin(), resources.end(), resource) != resources.end();
    return !is_named || one.value.string_or("ServiceNamespace", "") != space ||
           (!dimension.empty() && one.value.string_or("ScalableDimension", "") != dimension);
  });
  for (Entry& one : entries)
    for (std::string_view ours : {"_Target", "_Id", "_Place", "Tags"}) one.value.as_object().erase(ours);
  return {};
}

Output list_page(const Call& call, std::string_view list, std::vector<Entry> entries) {
  int64_t size = call.input.number("MaxResults", kPage);
  if (size < 1 || size > kPage) return invalid(fmt::format("MaxResults must be between 1 and {}", kPage));
  static const aws::Error kBadToken("InvalidNextTokenException", 400, "The next token is not valid.");
  Page page = TRY(take_page(std::move(entries), call.input.text("NextToken"), size, kBadToken));
  json::Array shown;
  for (Entry& entry : page.entries) shown.push_back(std::move(entry.value));
  Object answer;
  answer.set(list, std::move(shown));
  if (!page.next.empty()) answer.set("NextToken", page.next);
  return answer;
}

}  // namespace account::application_autoscaling
