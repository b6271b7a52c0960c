// https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html
#include <algorithm>

#include "blueprint/eks/kinds.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/network/ec2_thing.h"

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
          {"nodegroupName", text_of(subject.desired, "name")}};
}

Object sizes_of(const Subject& subject) {
  const Value& size = *subject.desired.find("size");
  return {{"minSize", size.int_or("least", 0)}, {"maxSize", size.int_or("most", 0)}};
}

Object template_of(const Subject& subject) {
  const Value& used = *subject.desired.find("template");
  return {{"id", text_of(used, "id")}, {"version", text_of(used, "version")}};
}

Request create(const Subject& subject) {
  Object sizes = sizes_of(subject);
  sizes.append({"desiredSize", std::max<int64_t>(subject.desired.find("size")->int_or("least", 0), 0)});
  Object input = place(subject);
  input.append({"version", text_of(subject.desired, "version")});
  input.append({"nodeRole", text_of(subject.desired, "role")});
  input.append({"subnets", *subject.desired.find("subnets")});
  input.append({"launchTemplate", template_of(subject)});
  input.append({"amiType", text_of(subject.desired, "image")});
  input.append({"capacityType", text_of(subject.desired, "capacity")});
  input.append({"instanceTypes", *subject.desired.find("types")});
  input.append({"scalingConfig", std::move(sizes)});
  input.append({"labels", *subject.desired.find("labels")});
  input.append({"taints", *subject.desired.find("taints")});
  input.set_if("updateConfig", subject.desired.find("update"));
  input.append({"clientRequestToken", subject.token});
  input.append({"tags", to_object(tags_to_give(subject))});
  return eks("CreateNodegroup", std::move(input));
}

// Labels that are there and desired no more are taken off; the rest is set.
Object label_change(const Subject& subject) {
  Marks desired = marks_of(subject.desired.find("labels")),
        observed = marks_of(subject.observed.find("labels"));
  Object change;
  json::Array surplus;
  for (const auto& [key, value] : observed)
    if (!desired.contains(key)) surplus.push_back(key);
  if (!desired.empty()) change.append({"addOrUpdateLabels", to_object(desired)});
  if (!surplus.empty()) change.append({"removeLabels", std::move(surplus)});
  return change;
}

// A taint is known by its key and effect; one with another value is set anew.
Object taint_change(const Subject& subject) {
  const json::Array& desired = list_at(subject.desired, "taints");
  const Value observed = subject.observed;
  json::Array surplus;
  for (const Value& taint : list_at(observed, "taints")) {
    bool stays = std::any_of(desired.begin(), desired.end(), [&](const Value& one) {
      return text_of(one, "key") == text_of(taint, "key") &&
             text_of(one, "effect") == text_of(taint, "effect");
    });
    if (!stays) surplus.push_back(taint);
  }
  Object change;
  if (!desired.empty()) change.append({"addOrUpdateTaints", desired});
  if (!surplus.empty()) change.append({"removeTaints", std::move(surplus)});
  return change;
}

std::vector<Request> change(const Subject& subject, const std::vector<std::string>& differing) {
  auto differs = [&](const char* name) {
    return std::find(differing.begin(), differing.end(), name) != differing.end();
  };
  std::vector<Request> requests;
  if (differs("tags")) requests = change_eks_tags(subject);
  if (differs("size") || differs("labels") || differs("taints") || differs("update")) {
    Object input = place(subject);
    if (differs("size")) input.append({"scalingConfig", sizes_of(subject)});
    if (differs("labels")) input.append({"labels", label_change(subject)});
    if (differs("taints")) input.append({"taints", taint_change(subject)});
    if (differs("update")) input.append({"updateConfig", *subject.desired.find("update")});
    requests.push_back(eks("UpdateNodegroupConfig", std::move(input)));
  }
  if (differs("template") || differs("version")) {
    Object input = place(subject);
    input.append({"version", text_of(subject.desired, "version")});
    input.append({"launchTemplate", template_of(subject)});
    requests.push_back(eks("UpdateNodegroupVersion", std::move(input)));
  }
  return requests;
}

// One whose nodes are not all well works on with those that are.
Condition condition_of(const std::string& status) {
  if (status == "ACTIVE" || status == "DEGRADED") return Condition::ready;
  if (status == "DELETING") return Condition::ending;
  return status.ends_with("_FAILED") ? Condition::failed : Condition::pending;
}

std::string note_of(const Value& group, const std::string& status) {
  const Value* health = group.find("health");
  std::string note = status;
  if (!health) return note;
  for (const Value& issue : list_at(*health, "issues"))
    note += fmt::format("; {}: {}", text_of(issue, "code"), text_of(issue, "message"));
  return note;
}

std::string first_scaling_group(const Value& group) {
  const Value* resources = group.find("resources");
  const json::Array& groups = resources ? list_at(*resources, "autoScalingGroups") : list_at(group, "");
  return groups.empty() ? "" : text_of(groups[0], "name");
}

// First those that are desired, in their order: a list of EKS's has none.
json::Array taints_of(const Value& group, const Subject& subject) {
  json::Array open, ordered;
  for (const Value& taint : list_at(group, "taints"))
    open.push_back(Object{{"key", text_of(taint, "key")},
                          {"value", text_of(taint, "value")},
                          {"effect", text_of(taint, "effect")}});
  for (const Value& desired : list_at(subject.desired, "taints"))
    if (std::erase(open, desired) > 0) ordered.push_back(desired);
  ordered.insert(ordered.end(), open.begin(), open.end());
  return ordered;
}

// How many nodes may be away at once, as it is written: a number, or a share of all.
Object update_of(const Value& config) {
  for (const char* member : {"maxUnavailable", "maxUnavailablePercentage"})
    if (const Value* most = config.find(member)) return {{member, *most}};
  return {};
}

void read_members(const Value& group, const Subject& subject, Reading& reading) {
  const Value* sizes = group.find("scalingConfig");
  const Value* used = group.find("launchTemplate");
  reading.members = {{"cluster", text_of(group, "clusterName")},
                     {"name", text_of(group, "nodegroupName")},
                     {"version", text_of(group, "version")},
                     {"role", text_of(group, "nodeRole")},
                     {"subnets", in_desired_order(subject, "subnets", group.strings_at("subnets"))},
                     {"template", Object{{"id", used ? text_of(*used, "id") : ""},
                                         {"version", used ? text_of(*used, "version") : ""}}},
                     {"image", text_of(group, "amiType")},
                     {"capacity", text_of(group, "capacityType")},
                     {"types", in_desired_order(subject, "types", group.strings_at("instanceTypes"))},
                     {"size", Object{{"least", sizes ? sizes->int_or("minSize", 0) : 0},
                                     {"most", sizes ? sizes->int_or("maxSize", 0) : 0}}},
                     {"labels", to_object(marks_of(group.find("labels")))},
                     {"taints", taints_of(group, subject)}};
  if (const Value* update = group.find("updateConfig"))
    reading.members.append({"update", update_of(*update)});
}

Reading read(const Value& output, const Subject& subject) {
  Reading reading;
  const Value* group = output.find("nodegroup");
  if (!group) return reading;
  reading.is_there = true;
  std::string status = text_of(*group, "status");
  reading.condition = condition_of(status);
  if (reading.condition != Condition::ready) reading.note = note_of(*group, status);
  reading.identity = Object{{"Cluster", text_of(*group, "clusterName")},
                            {"Name", text_of(*group, "nodegroupName")},
                            {"Arn", text_of(*group, "nodegroupArn")}};
  read_members(*group, subject, reading);
  reading.outputs = {{"Name", text_of(*group, "nodegroupName")},
                     {"Arn", text_of(*group, "nodegroupArn")},
                     {"AutoScalingGroup", first_scaling_group(*group)}};
  read_tags(marks_of(group->find("tags")), subject, reading);
  return reading;
}

}  // namespace

engine::ResourceKind node_group_kind() {
  engine::ResourceKind kind = eks_kind(kNodeGroup, "Nodegroup");
  kind.why = "machines on which services run";
  kind.name_from = {"cluster", "name"};
  kind.in_place = {"version", "size", "labels", "taints", "template", "update", "tags"};
  kind.restarting = {"version", "template"};
  kind.runs_workloads = true;
  kind.creating = std::chrono::minutes(2);
  kind.changing = std::chrono::minutes(3);
  kind.removing = std::chrono::seconds(380);
  kind.patience = std::chrono::minutes(60);
  kind.changing_calls = {{"eks", "UpdateNodegroupConfig"}};
  kind.reasons["eks CreateNodegroup"] = "starts machines that join the cluster";
  kind.reasons["eks UpdateNodegroupConfig"] =
      "changes how many there may be, how many at once are replaced, their labels and taints";
  kind.reasons["eks UpdateNodegroupVersion"] =
      "replaces machines one after the other by ones of the new template, or of the cluster's version";
  kind.reasons["eks DescribeUpdate"] = "sees how nodes are replaced, and which pods keep them from going";
  kind.reasons["eks DeleteNodegroup"] = "drains and ends the machines";
  kind.remedies["ResourceLimitExceededException"] =
      "ask for more in Service Quotas (`Managed node groups per cluster`, L-6D54EA21), and run it again";
  kind.follow = follow_update();
  kind.create = create;
  kind.find = kind.read = [](const Subject& subject) { return eks("DescribeNodegroup", place(subject)); };
  kind.change = change;
  kind.remove = [](const Subject& subject) { return eks("DeleteNodegroup", place(subject)); };
  kind.identity_of = [](const Value& output, const Subject& subject) {
    return read(output, subject).identity;
  };
  kind.reading = read;
  return kind;
}

}  // namespace blueprint
