// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html
#include <algorithm>

#include "blueprint/eks/kinds.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/network/ec2_thing.h"

namespace blueprint {
namespace {

using engine::Reading;
using engine::Request;
using engine::Subject;
using json::Value;

Ec2Thing launch_template() {
  return {.kind = std::string(kLaunchTemplate),
          .why = "how a node starts: its disk, its groups, and who may ask it for credentials",
          .type = "launch-template",
          .id = "LaunchTemplateId",
          .describe = "DescribeLaunchTemplates",
          .ids = "LaunchTemplateIds",
          .list = "LaunchTemplates",
          .create = "CreateLaunchTemplate",
          .made = "LaunchTemplate",
          .remove = "DeleteLaunchTemplate",
          .absent = "InvalidLaunchTemplateId.NotFound",
          .members = {{"name", "LaunchTemplateName"}}};
}

// Whether all that is desired is so; what EC2 adds is no difference.
bool says(const Value& found, const Value& desired) {
  if (desired.is_object())
    return std::all_of(desired.as_object().begin(), desired.as_object().end(),
                       [&](const json::Member& member) {
                         const Value* there = found.find(member.name);
                         return there && says(*there, member.value);
                       });
  if (!desired.is_array()) return found == desired;
  if (!found.is_array() || found.as_array().size() != desired.as_array().size()) return false;
  for (size_t i = 0; i < desired.as_array().size(); ++i)
    if (!says(found.as_array()[i], desired.as_array()[i])) return false;
  return true;
}

// The newest is what counts: to change a template is to add a version.
engine::ResourceKind::Detail newest_version() {
  engine::ResourceKind::Detail detail;
  detail.read = [](const Subject& subject) {
    return ec2("DescribeLaunchTemplateVersions", {{"LaunchTemplateId", id_of(launch_template(), subject)},
                                                  {"Versions", json::Array{"$Latest"}}});
  };
  detail.add = [](const Value& output, const Subject& subject, Reading& reading) {
    const json::Array& versions = list_at(output, "LaunchTemplateVersions");
    if (versions.empty()) return;
    const Value* found = versions[0].find("LaunchTemplateData");
    const Value* desired = subject.desired.find("data");
    if (found && desired) reading.members.set("data", says(*found, *desired) ? *desired : *found);
    reading.outputs.set("Version", fmt::format("{}", versions[0].int_or("VersionNumber", 0)));
  };
  return detail;
}

}  // namespace

engine::ResourceKind launch_template_kind() {
  engine::ResourceKind kind = ec2_kind(launch_template());
  kind.found_by = engine::FoundBy::name;
  kind.name_from = {"name"};
  kind.in_place = {"data", "tags"};
  kind.varying = {"Version"};
  kind.absent = {"InvalidLaunchTemplateId.NotFound", "InvalidLaunchTemplateName.NotFoundException",
                 "InvalidLaunchTemplateId.NotFoundException"};
  kind.taken = {"InvalidLaunchTemplateName.AlreadyExistsException"};
  kind.details = {newest_version()};
  kind.find = [](const Subject& subject) {
    return ec2("DescribeLaunchTemplates",
               {{"LaunchTemplateNames", json::Array{text_of(subject.desired, "name")}}});
  };
  kind.create = [regular = kind.create](const Subject& subject) {
    Request request = regular(subject);
    request.input.as_object().set_if("LaunchTemplateData", subject.desired.find("data"));
    return request;
  };
  kind.change = [regular = kind.change](const Subject& subject, const std::vector<std::string>& differing) {
    std::vector<Request> requests = regular(subject, differing);
    if (std::find(differing.begin(), differing.end(), "data") != differing.end())
      requests.push_back(
          ec2("CreateLaunchTemplateVersion", {{"LaunchTemplateId", id_of(launch_template(), subject)},
                                              {"LaunchTemplateData", *subject.desired.find("data")}}));
    return requests;
  };
  kind.changing_calls = {{"ec2", "CreateLaunchTemplateVersion"}};
  kind.reasons["ec2 CreateLaunchTemplate"] = "says how nodes start";
  kind.reasons["ec2 DescribeLaunchTemplateVersions"] = "sees what the newest version says";
  kind.reasons["ec2 CreateLaunchTemplateVersion"] =
      "says it otherwise: node groups go over to the new version";
  kind.reasons["ec2 DeleteLaunchTemplate"] = "removes it with all its versions, when no node group uses it";
  return kind;
}

}  // namespace blueprint
