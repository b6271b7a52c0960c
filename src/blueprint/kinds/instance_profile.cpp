// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateInstanceProfile.html
#include <algorithm>

#include "blueprint/kinds/kinds.h"

namespace blueprint {
namespace {

using engine::Reading;
using engine::Request;
using engine::Subject;
using json::Object;
using json::Value;

Request request(std::string operation, const Subject& subject, Object more = {}) {
  Object input{{"InstanceProfileName", text_of(subject.desired, "name")}};
  for (json::Member& member : more) input.append(std::move(member));
  return {"iam", std::move(operation), engine::literal(std::move(input))};
}

std::string role_in(const Value& profile) {
  const json::Array& roles = list_at(profile, "Roles");
  return roles.empty() ? "" : text_of(roles[0], "RoleName");
}

// It has one role at most: another one takes its place only when that has gone.
std::vector<Request> change(const Subject& subject, const std::vector<std::string>& differing) {
  std::vector<Request> requests;
  auto differs = [&](const char* name) {
    return std::find(differing.begin(), differing.end(), name) != differing.end();
  };
  if (differs("tags"))
    requests = iam_tag_changes("InstanceProfile", {{"InstanceProfileName", text_of(subject.desired, "name")}},
                               subject);
  if (!differs("role")) return requests;
  std::string there = text_of(subject.observed, "role");
  if (!there.empty())
    requests.push_back(request("RemoveRoleFromInstanceProfile", subject, {{"RoleName", there}}));
  requests.push_back(
      request("AddRoleToInstanceProfile", subject, {{"RoleName", text_of(subject.desired, "role")}}));
  return requests;
}

Reading read(const Value& output, const Subject& subject) {
  Reading reading;
  const Value* profile = output.find("InstanceProfile");
  if (!profile) return reading;
  Marks tags = marks_of(profile->find("Tags"));
  judge(tags, subject, reading);
  std::string name = text_of(*profile, "InstanceProfileName");
  reading.identity = Object{{"InstanceProfileName", name}};
  reading.members = {{"name", name},
                     {"path", text_of(*profile, "Path")},
                     {"role", role_in(*profile)},
                     {"tags", our_tags(tags, subject)}};
  reading.outputs = {{"Name", name}, {"Arn", text_of(*profile, "Arn")}};
  return reading;
}

std::vector<Request> take_role_out(const Value& output, const Subject& subject) {
  const Value* profile = output.find("InstanceProfile");
  std::string role = profile ? role_in(*profile) : "";
  if (role.empty()) return {};
  return {request("RemoveRoleFromInstanceProfile", subject, {{"RoleName", role}})};
}

}  // namespace

engine::ResourceKind instance_profile_kind() {
  engine::ResourceKind kind = iam_kind(kInstanceProfile, "CreateInstanceProfile", "DeleteInstanceProfile");
  kind.why = "hands its role to instances";
  kind.name_from = {"name"};
  kind.in_place = {"role", "tags"};
  kind.occupied = {"DeleteConflict"};
  kind.patience = std::chrono::minutes(5);
  kind.creating_calls.push_back({"iam", "AddRoleToInstanceProfile"});
  kind.changing_calls = {{"iam", "AddRoleToInstanceProfile"}};
  kind.reasons = {
      {"iam CreateInstanceProfile", "makes what hands a role to instances"},
      {"iam GetInstanceProfile", "sees whether it is there, and which role it hands on"},
      {"iam AddRoleToInstanceProfile", "has it hand on the role of nodes"},
      {"iam RemoveRoleFromInstanceProfile", "takes a role out of it, so that it can go or have another"},
      {"iam TagInstanceProfile", "sets tags that it lacks"},
      {"iam UntagInstanceProfile", "takes off tags that it was given and shall have no more"},
      {"iam DeleteInstanceProfile", "removes it"}};
  kind.create = [](const Subject& subject) {
    return request("CreateInstanceProfile", subject,
                   {{"Path", text_of(subject.desired, "path")},
                    {"Tags", tag_list(marks_of(subject.desired.find("tags")))}});
  };
  kind.find = kind.read = [](const Subject& subject) { return request("GetInstanceProfile", subject); };
  kind.change = change;
  kind.mark = [](const Value& output, const Subject& subject) -> base::Result<std::vector<Request>> {
    const Value& profile = *output.find("InstanceProfile");
    Marks ours = marks_of(subject.desired.find("tags"));
    TRY(check_unmarked(fmt::format("instance profile `{}`", text_of(subject.desired, "name")),
                       marks_of(profile.find("Tags")), ours));
    return std::vector{request("TagInstanceProfile", subject, {{"Tags", tag_list(ours)}})};
  };
  kind.remove = [](const Subject& subject) { return request("DeleteInstanceProfile", subject); };
  kind.hanging = {
      {[](const Subject& subject) { return request("GetInstanceProfile", subject); }, take_role_out}};
  kind.identity_of = [](const Value&, const Subject& subject) {
    return Object{{"InstanceProfileName", text_of(subject.desired, "name")}};
  };
  kind.reading = read;
  return kind;
}

}  // namespace blueprint
