// Tags of alarms and dashboards, which calls name by ARN.
#include "account/record/tags.h"
#include "base/arn.h"
#include "services/cloudwatch/alarm.h"
#include "services/cloudwatch/cloudwatch.h"
#include "services/cloudwatch/dashboard.h"
#include "services/cloudwatch/errors.h"
#include "services/cloudwatch/tags.h"

namespace account::cloudwatch {
namespace {

constexpr size_t kMostTags = 50;
constexpr std::string_view kAlarmPart = "alarm:", kDashboardPart = "dashboard/";

aws::Result<void> check_tags(const json::Value& tags) {
  if (tags.as_array().size() > kMostTags)
    return invalid_value(fmt::format("A resource can have no more than {} tags.", kMostTags));
  for (const json::Value& tag : tags.as_array())
    if (tag.string_or("Key", "").starts_with("aws:"))
      return invalid_value("Tag keys that begin with aws: are reserved.");
  return {};
}

Resource alarm_resource(const State& state, const std::string& name) {
  Resource resource;
  resource.named = name;
  resource.record = find(state, kAlarms, name);
  resource.kind = &kAlarms;
  if (resource.record) add_resource_tags(resource.record->find("Tags"), resource.keys);
  return resource;
}

// Whatever has that ARN.
aws::Result<Resource> locate_tagged(const Asking& asking) {
  const State& state = asking.call.state;
  std::string text = asking.text(asking.need.member);
  auto arn = base::Arn::parse(text);
  if (!arn || arn->service != "cloudwatch")
    return invalid_value(fmt::format("Invalid resource ARN: {}", text));
  Resource resource;
  bool is_ours = arn->account == state.account();
  if (is_ours && arn->region == state.region() && arn->resource.starts_with(kAlarmPart)) {
    resource = alarm_resource(state, arn->resource.substr(kAlarmPart.size()));
  } else if (is_ours && arn->resource.starts_with(kDashboardPart)) {
    resource = dashboard_resource(state, arn->resource.substr(kDashboardPart.size()));
    resource.kind = &kDashboards;
  } else {
    resource.named = text;
  }
  resource.arn = text;
  return resource;
}

constexpr RecordKind kTagged{.name = "cloudwatch.tagged",
                             .noun = "resource",
                             .arn = "",
                             .name_member = "ResourceARN",
                             .locate = locate_tagged,
                             .absent_code = "ResourceNotFoundException",
                             .absent_status = 404,
                             .absent_words = "There is no resource {name}."};

void keep(Call& call) {
  const Found& tagged = call.the();
  State owner = *tagged.kind == kDashboards ? everywhere(call.state) : call.state;
  store(owner, *tagged.kind, tagged.record);
}

Output list_tags(Call& call) {
  const json::Value* tags = call.the().record.find("Tags");
  return Object{{"Tags", tags ? *tags : json::Array()}};
}

Output tag(Call& call) {
  json::Value& tags = call.the().fields()["Tags"];
  merge_tags(tags, *call.input.find("Tags"));
  TRY(check_tags(tags));
  keep(call);
  return Object{};
}

Output untag(Call& call) {
  if (json::Value* tags = call.the().fields().find("Tags")) remove_tags(*tags, call.input.texts("TagKeys"));
  keep(call);
  return Object{};
}

constexpr Operation kOperations[] = {
    {"ListTagsForResource", {on(kTagged)}, list_tags},
    {"TagResource", {on(kTagged)}, tag},
    {"UntagResource", {on(kTagged)}, untag},
};

}  // namespace

aws::Result<json::Array> tags_of_input(const Call& call) {
  const json::Value* tags = call.input.find("Tags");
  if (!tags) return json::Array();
  TRY(check_tags(*tags));
  return tags->as_array();
}

std::span<const Operation> tag_operations() {
  return kOperations;
}

}  // namespace account::cloudwatch
