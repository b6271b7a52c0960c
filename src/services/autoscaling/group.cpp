#include "services/autoscaling/group.h"

#include "account/record/index.h"
#include "account/record/lifecycle.h"
#include "account/record/paging.h"
#include "account/record/tags.h"
#include "services/autoscaling/scaling.h"

namespace account::autoscaling {
namespace {

constexpr int64_t kPage = 50, kMostPage = 100;

json::Value answered(json::Value record) {
  Object shown;
  for (json::Member& member : record.as_object())
    if (!member.name.starts_with('_')) shown.append(std::move(member));
  return shown;
}

}  // namespace

// By its name, which is known before it is made; the id in its ARN is not.
aws::Result<Resource> locate_group(const Asking& asking) {
  bool is_made = asking.need.about == Need::About::created;
  Resource resource;
  resource.named = asking.text(asking.need.member);
  const State& state = asking.call.state;
  if (!is_made) resource.record = find(state, kGroups, resource.named);
  resource.arn = resource.record
                     ? std::string(resource.record->string_or("AutoScalingGroupARN", ""))
                     : arn_of(state, kGroups, Object{{"_Id", "*"}, {std::string(kName), resource.named}});
  if (resource.record) add_resource_tags(resource.record->find("Tags"), resource.keys, "autoscaling");
  return resource;
}

std::vector<Entry> members_of(const State& state, const std::string& group) {
  return find_through(state, kMembers, kName, group);
}

json::Value shown_member(const json::Value& member, base::Time now) {
  json::Value shown = answered(member);
  for (std::string_view one : {"State", "Since", "Speed"}) shown.as_object().erase(one);
  shown.as_object().set("LifecycleState", member_state(member, now));
  return shown;
}

json::Value shown_group(const State& state, const json::Value& group, base::Time now) {
  json::Value shown = answered(group);
  json::Array instances;
  for (const Entry& member : members_of(state, std::string(group.string_or(kName, "")))) {
    instances.push_back(shown_member(member.value, now));
    instances.back().as_object().erase(kName);
  }
  shown.as_object().set("Instances", std::move(instances));
  if (group.bool_or("_Deleting", false)) shown.as_object().set("Status", "Delete in progress");
  return shown;
}

tl::unexpected<aws::Error> invalid(std::string words) {
  return tl::unexpected(aws::Error("ValidationError", 400, std::move(words)));
}

Output list_page(Call& call, std::string_view list, std::vector<Entry> entries) {
  int64_t size = call.input.number("MaxRecords", kPage);
  if (size < 1 || size > kMostPage)
    return invalid(fmt::format("1 validation error detected: Value '{}' at 'maxRecords' must be from 1 to {}",
                               size, kMostPage));
  static const aws::Error kBadToken("InvalidNextToken", 400, "Invalid pagination token");
  Page page = TRY(take_page(std::move(entries), call.input.text("NextToken"), size, kBadToken));
  json::Array shown;
  for (Entry& entry : page.entries) shown.push_back(std::move(entry.value));
  Object answer;
  answer.set(list, std::move(shown));
  if (!page.next.empty()) answer.set("NextToken", page.next);
  return answer;
}

}  // namespace account::autoscaling
