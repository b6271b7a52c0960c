// https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAddon.html
#include <algorithm>

#include "blueprint/eks/kinds.h"
#include "blueprint/kinds/kinds.h"

namespace blueprint {
namespace {

using Condition = engine::Reading::Condition;
using engine::Reading;
using engine::Request;
using engine::Subject;
using json::Object;
using json::Value;

Object place(const Subject& subject) {
  return {{"clusterName", text_of(subject.desired, "cluster")},
          {"addonName", text_of(subject.desired, "name")}};
}

Object with_settings(const Subject& subject) {
  Object input = place(subject);
  input.append({"addonVersion", text_of(subject.desired, "version")});
  input.append({"resolveConflicts", text_of(subject.desired, "conflicts")});
  const Value* configuration = subject.desired.find("configuration");
  input.append({"configurationValues", json::dump(configuration ? *configuration : Value(Object()))});
  if (std::string role = text_of(subject.desired, "role"); !role.empty())
    input.append({"serviceAccountRoleArn", role});
  return input;
}

Request create(const Subject& subject) {
  Object input = with_settings(subject);
  input.append({"clientRequestToken", subject.token});
  input.append({"tags", to_object(tags_to_give(subject))});
  return eks("CreateAddon", std::move(input));
}

std::vector<Request> change(const Subject& subject, const std::vector<std::string>& differing) {
  std::vector<Request> requests;
  bool tags_differ = std::find(differing.begin(), differing.end(), "tags") != differing.end();
  if (tags_differ) requests = change_eks_tags(subject);
  if (differing.size() > (tags_differ ? 1 : 0))
    requests.push_back(eks("UpdateAddon", with_settings(subject)));
  return requests;
}

// One that is DEGRADED is there, and may be well again when nodes are. One whose creation has failed can be changed.
Condition condition_of(const std::string& status) {
  if (status == "ACTIVE" || status == "DEGRADED" || status == "UPDATE_FAILED") return Condition::ready;
  if (status == "DELETING") return Condition::ending;
  return status.ends_with("_FAILED") ? Condition::failed : Condition::pending;
}

std::string note_of(const Value& addon, const std::string& status) {
  const Value* health = addon.find("health");
  std::string note = status;
  if (!health) return note;
  for (const Value& issue : list_at(*health, "issues"))
    note += fmt::format("; {}: {}", text_of(issue, "code"), text_of(issue, "message"));
  return note;
}

// As a value, so that it makes no difference how it is written.
Value configuration_of(const Value& addon) {
  auto values = json::parse(text_of(addon, "configurationValues"));
  return values ? std::move(*values) : Value(Object());
}

Reading read(const Value& output, const Subject& subject) {
  Reading reading;
  const Value* addon = output.find("addon");
  if (!addon) return reading;
  reading.is_there = true;
  std::string status = text_of(*addon, "status");
  reading.condition = condition_of(status);
  if (status != "ACTIVE") reading.note = note_of(*addon, status);
  reading.identity = Object{{"Cluster", text_of(*addon, "clusterName")},
                            {"Name", text_of(*addon, "addonName")},
                            {"Arn", text_of(*addon, "addonArn")}};
  reading.members = {{"cluster", text_of(*addon, "clusterName")},
                     {"name", text_of(*addon, "addonName")},
                     {"version", text_of(*addon, "addonVersion")},
                     {"role", text_of(*addon, "serviceAccountRoleArn")},
                     {"configuration", engine::literal(configuration_of(*addon))}};
  reading.outputs = {{"Arn", text_of(*addon, "addonArn")}};
  read_tags(marks_of(addon->find("tags")), subject, reading);
  return reading;
}

}  // namespace

engine::ResourceKind addon_kind() {
  engine::ResourceKind kind = eks_kind(kAddon, "Addon");
  kind.why = "software of the cluster that EKS installs and keeps";
  kind.name_from = {"cluster", "name"};
  kind.in_place = {"version", "conflicts", "role", "configuration", "tags"};
  kind.restarting = {"version", "role", "configuration"};
  kind.creating = std::chrono::seconds(40);
  kind.changing = std::chrono::seconds(40);
  kind.removing = std::chrono::seconds(10);
  kind.patience = std::chrono::minutes(30);
  kind.changing_calls = {{"eks", "UpdateAddon"}};
  kind.reasons["eks CreateAddon"] = "has EKS install software that each cluster needs, and keep it";
  kind.reasons["eks UpdateAddon"] = "brings its version, role and configuration to what is desired";
  kind.reasons["eks DescribeUpdate"] = "sees how its update goes on, and why it has failed";
  kind.reasons["eks DeleteAddon"] = "removes it from the cluster";
  kind.remedies["InvalidParameterException"] =
      "`aws eks describe-addon-versions` and `describe-addon-configuration` list what EKS takes";
  kind.follow = follow_update();
  kind.create = create;
  kind.find = kind.read = [](const Subject& subject) { return eks("DescribeAddon", place(subject)); };
  kind.change = change;
  kind.remove = [](const Subject& subject) { return eks("DeleteAddon", place(subject)); };
  kind.identity_of = [](const Value& output, const Subject& subject) {
    return read(output, subject).identity;
  };
  kind.reading = read;
  return kind;
}

}  // namespace blueprint
