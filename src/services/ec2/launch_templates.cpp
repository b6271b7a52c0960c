// Launch templates (EC2 User Guide, "Store instance launch parameters in Amazon EC2 launch templates").
#include <algorithm>

#include "account/call/facilities.h"
#include "account/record/index.h"
#include "base/text.h"
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/kinds.h"
#include "services/ec2/launch_template.h"
#include "services/ec2/resource.h"
#include "services/quotas.h"

namespace account::ec2 {
namespace {

constexpr RecordKind kTemplateOfName =
    led_to(kLaunchTemplates, "LaunchTemplateName", "InvalidLaunchTemplateName.NotFoundException",
           "At least one of the launch templates specified in the request does not exist.");
constexpr Need kById = on(kLaunchTemplates).when("LaunchTemplateId");
constexpr Need kByName = on(kTemplateOfName, "LaunchTemplateName").when("LaunchTemplateName");

Output create(Call& call) {
  std::string name = call.input.text("LaunchTemplateName");
  TRY(check_not_given(call.input, {"Operator"}));
  if (is_any_through(call.state, kLaunchTemplates, "LaunchTemplateName", name))
    return aws::error("InvalidLaunchTemplateName.AlreadyExistsException", 400,
                      "Launch template name already in use.");
  json::Array tags = TRY(tags_at_creation(call, kLaunchTemplates));
  size_t limit = static_cast<size_t>(most_of(call, quotas::kLaunchTemplates)) + 1;
  TRY(check_quota(call, quotas::kLaunchTemplates,
                  call.state.ids(kLaunchTemplates.name, {.limit = limit}).size()));
  json::Value made = Object{{"LaunchTemplateId", new_id(call, kLaunchTemplates)},
                            {"LaunchTemplateName", name},
                            {"CreateTime", base::to_ms(call.now)},
                            {"CreatedBy", call.caller.principal.arn},
                            {"DefaultVersionNumber", 1},
                            {"LatestVersionNumber", 0},
                            {"Tags", std::move(tags)}};
  TRY(make_version(call, made, nullptr));
  call.make(kLaunchTemplates, made.string_or("LaunchTemplateId", ""), made);
  return Object{{"LaunchTemplate", answered(std::move(made))}};
}

// Those that are named by name must be there, too.
Output describe_all(Call& call) {
  std::vector<std::string> names = call.input.texts("LaunchTemplateNames");
  for (const std::string& name : names)
    if (!is_any_through(call.state, kLaunchTemplates, "LaunchTemplateName", name))
      return absent(kTemplateOfName, name);
  Output answer = describe(call, kDescribedLaunchTemplates);
  if (!answer || names.empty()) return answer;
  std::erase_if(answer->as_object()["LaunchTemplates"].as_array(), [&](const json::Value& one) {
    return std::find(names.begin(), names.end(), one.string_or("LaunchTemplateName", "")) == names.end();
  });
  return answer;
}

Output create_version(Call& call) {
  Found& found = *TRY(named_template(call));
  if (call.input.flag("ResolveAlias")) TRY(check_not_given(call.input, {"ResolveAlias"}));
  std::optional<json::Value> source;
  if (std::string wanted = call.input.text("SourceVersion"); !wanted.empty())
    source = TRY(require_version(call.state, found.record, wanted));
  json::Value version = TRY(make_version(call, found.record, source ? &*source : nullptr));
  call.save(found);
  return Object{{"LaunchTemplateVersion", shown_version(found.record, std::move(version))}};
}

Output modify(Call& call) {
  Found& found = *TRY(named_template(call));
  if (std::string wanted = call.input.text("DefaultVersion"); !wanted.empty()) {
    json::Value version = TRY(require_version(call.state, found.record, wanted));
    found.fields().set("DefaultVersionNumber", version.int_or("VersionNumber", 0));
    call.save(found);
  }
  return Object{{"LaunchTemplate", answered(found.record)}};
}

Output delete_template(Call& call) {
  Found& found = *TRY(named_template(call));
  std::string id = found.text("LaunchTemplateId");
  for (const Entry& version : versions_of(call.state, id))
    erase_version(call.state, id, version.value.int_or("VersionNumber", 0));
  call.erase(found);
  return Object{{"LaunchTemplate", answered(std::move(found.record))}};
}

// What cannot be is an entry of the answer.
Output delete_versions(Call& call) {
  Found& found = *TRY(named_template(call));
  json::Value& one = found.record;
  json::Array gone, left;
  for (const std::string& wanted : call.input.texts("Versions")) {
    Object entry{{"LaunchTemplateId", *one.find("LaunchTemplateId")},
                 {"LaunchTemplateName", *one.find("LaunchTemplateName")}};
    auto version = require_version(call.state, one, wanted);
    int64_t number = version ? version->int_or("VersionNumber", 0) : base::parse_int(wanted).value_or(0);
    entry.set("VersionNumber", number);
    bool is_default = version && number == one.int_or("DefaultVersionNumber", 0);
    if (version && !is_default) {
      erase_version(call.state, found.text("LaunchTemplateId"), number);
      gone.push_back(std::move(entry));
      continue;
    }
    entry.set("ResponseError",
              Object{{"Code", is_default ? "unexpectedError" : "launchTemplateVersionDoesNotExist"},
                     {"Message", is_default ? "The default version of a launch template cannot be deleted."
                                            : version.error().message}});
    left.push_back(std::move(entry));
  }
  set_latest(call.state, one);
  call.save(found);
  return Object{{"SuccessfullyDeletedLaunchTemplateVersions", std::move(gone)},
                {"UnsuccessfullyDeletedLaunchTemplateVersions", std::move(left)}};
}

constexpr Operation kOperations[] = {
    {"CreateLaunchTemplate", {creates(kLaunchTemplates).keys(said_keys), kCreateTags}, create},
    {"DescribeLaunchTemplates", {any()}, describe_all},
    {"CreateLaunchTemplateVersion", {kById, kByName}, create_version},
    {"ModifyLaunchTemplate", {kById, kByName}, modify},
    {"DeleteLaunchTemplate", {kById, kByName}, delete_template},
    {"DeleteLaunchTemplateVersions", {kById, kByName}, delete_versions},
};

}  // namespace

const Described kDescribedLaunchTemplates{"DescribeLaunchTemplates", kLaunchTemplates, "LaunchTemplateIds",
                                          "LaunchTemplates"};

aws::Result<Found*> named_template(Call& call) {
  if (call.found.size() == 1) return &call.the();
  if (call.found.empty())
    return aws::error(
        "MissingParameter", 400,
        "Either a launch template ID or a launch template name must be specified in the request.");
  return aws::error("InvalidParameterCombination", 400,
                    "Either a launch template ID or a launch template name is specified, not both.");
}

std::span<const Operation> launch_template_operations() {
  return kOperations;
}

}  // namespace account::ec2
