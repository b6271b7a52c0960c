// Tags on a subnet that is somebody else's: of the subnet nothing else is changed, and it is not removed.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTags.html
#include "blueprint/kinds/kinds.h"
#include "blueprint/network/kinds.h"

namespace blueprint {
namespace {

using engine::Reading;
using engine::Request;
using engine::Subject;
using json::Object;
using json::Value;

std::string subnet_of(const Subject& subject) {
  return text_of(subject.desired, "subnet");
}

// All that we give it, or have given it.
Marks ours(const Subject& subject) {
  Marks tags = marks_of(subject.desired.find("tags"));
  for (const Value& each : subject.earlier)
    for (const auto& [key, value] : marks_of(each.find("tags"))) tags.emplace(key, value);
  return tags;
}

Request set(const Subject& subject, const Marks& tags) {
  return ec2("CreateTags", {{"Resources", json::Array{subnet_of(subject)}}, {"Tags", tag_list(tags)}});
}

// With their values: EC2 leaves a tag that somebody has given another one.
Request take_off(const Subject& subject, const Marks& tags) {
  return ec2("DeleteTags", {{"Resources", json::Array{subnet_of(subject)}}, {"Tags", tag_list(tags)}});
}

Request look(const Subject& subject) {
  return ec2("DescribeSubnets", {{"SubnetIds", json::Array{subnet_of(subject)}}});
}

Reading read(const Value& output, const Subject& subject) {
  Reading reading;
  for (const Value& subnet : list_at(output, "Subnets")) {
    Object tags;
    Marks found = marks_of(subnet.find("Tags"));
    for (const auto& [key, value] : ours(subject)) {
      auto at = found.find(key);
      if (at == found.end()) continue;
      reading.is_there = reading.is_there || at->second == value;  // another value is somebody else's
      tags.append({key, at->second});
    }
    reading.identity = Object{{"SubnetId", text_of(subnet, "SubnetId")}};
    reading.members = {{"subnet", text_of(subnet, "SubnetId")}, {"tags", std::move(tags)}};
  }
  return reading;
}

std::vector<Request> change(const Subject& subject, const std::vector<std::string>&) {
  Marks desired = marks_of(subject.desired.find("tags")), observed = marks_of(subject.observed.find("tags"));
  Marks lacking, surplus;
  for (const auto& [key, value] : desired)
    if (auto at = observed.find(key); at == observed.end() || at->second != value) lacking[key] = value;
  for (const auto& [key, value] : observed)
    if (!desired.contains(key)) surplus[key] = value;
  std::vector<Request> requests;
  if (!lacking.empty()) requests.push_back(set(subject, lacking));
  if (!surplus.empty()) requests.push_back(take_off(subject, surplus));
  return requests;
}

}  // namespace

engine::ResourceKind subnet_tags_kind() {
  engine::ResourceKind kind;
  kind.name = kSubnetTags;
  kind.why = "tags by which balancers and Karpenter find a subnet that is there already";
  kind.found_by = engine::FoundBy::name;
  kind.name_from = {"subnet"};
  kind.in_place = {"tags"};
  kind.absent = {"InvalidSubnetID.NotFound", "InvalidID"};
  kind.creating_calls = {{"ec2", "CreateTags"}};
  kind.removing_calls = {{"ec2", "DeleteTags"}};
  kind.reasons = {{"ec2 DescribeSubnets", "sees which tags the subnet has"},
                  {"ec2 CreateTags", "sets tags that a subnet of an existing network lacks"},
                  {"ec2 DeleteTags", "takes these tags off again, and nobody else's"}};
  kind.unmarkable = "its tags are ours or others' by themselves: what is there already is left alone";
  kind.create = [](const Subject& subject) { return set(subject, marks_of(subject.desired.find("tags"))); };
  kind.find = kind.read = look;
  kind.change = change;
  kind.remove = [](const Subject& subject) { return take_off(subject, ours(subject)); };
  kind.identity_of = [](const Value&, const Subject& subject) {
    return Object{{"SubnetId", subnet_of(subject)}};
  };
  kind.reading = read;
  return kind;
}

}  // namespace blueprint
