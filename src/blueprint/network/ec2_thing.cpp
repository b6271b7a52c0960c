#include "blueprint/network/ec2_thing.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "blueprint/kinds/kinds.h"

namespace blueprint {
namespace {

using Condition = engine::Reading::Condition;
using engine::Reading;
using engine::Request;
using engine::Subject;
using json::Object;
using json::Value;

// One that is gone is listed for an hour more, as a NAT gateway is.
bool is_gone(const Value& found) {
  std::string_view state = found.string_or("State", "");
  return state == "deleted" || state == "Deleted";
}

// EC2's states in all kinds of things; of endpoints they begin with a capital in places. Any other one is ready.
Condition condition_of(std::string state) {
  if (!state.empty()) state[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(state[0])));
  if (state == "pending" || state == "pendingAcceptance" || state == "attaching") return Condition::pending;
  if (state == "deleting" || state == "detaching") return Condition::ending;
  bool is_failed = state.starts_with("failed") || state == "rejected" || state == "expired";
  return is_failed ? Condition::failed : Condition::ready;
}

std::string why_failed(const Value& found, const std::string& state) {
  std::string code = text_of(found, "FailureCode"), message = text_of(found, "FailureMessage");
  return code.empty() ? state : fmt::format("{}: {}", code, message);
}

Request create(const Ec2Thing& thing, const Subject& subject) {
  Object input = thing.always;
  for (const Ec2Member& member : thing.members)
    if (member.is_given) input.set_if(member.shown, subject.desired.find(member.name));
  input.append({"TagSpecifications", tag_specifications(thing, subject)});
  if (thing.takes_token) input.append({"ClientToken", subject.token});
  return ec2(thing.create, std::move(input));
}

Request find(const Ec2Thing& thing, const Subject& subject) {
  return ec2(thing.describe, {{thing.filters, filters_of(tags_to_find(subject))}});
}

Reading read(const Ec2Thing& thing, const Value& output, const Subject& subject) {
  for (const Value& found : list_at(output, thing.list))
    if (!is_gone(found)) return read_thing(thing, found, subject);
  return {};
}

std::vector<Request> change(const Ec2Thing& thing, const Subject& subject,
                            const std::vector<std::string>& differing) {
  std::vector<Request> requests;
  auto differs = [&](const std::string& name) {
    return std::find(differing.begin(), differing.end(), name) != differing.end();
  };
  for (const Ec2Member& member : thing.members)
    if (!member.changed_by.empty() && differs(member.name))
      requests.push_back(
          ec2(member.changed_by, {{thing.id, id_of(thing, subject)},
                                  {member.shown, Object{{"Value", *subject.desired.find(member.name)}}}}));
  if (differs("tags"))
    for (Request& each : change_tags(id_of(thing, subject), subject)) requests.push_back(std::move(each));
  return requests;
}

void add_calls(const Ec2Thing& thing, engine::ResourceKind& kind) {
  kind.creating_calls = {{"ec2", thing.create}};
  kind.removing_calls = {{"ec2", thing.remove}};
  kind.reasons = {{"ec2 " + thing.describe, "sees whether it is there, and as desired"},
                  {"ec2 CreateTags", "sets tags that it lacks"},
                  {"ec2 DeleteTags", "takes off tags that it was given and shall have no more"}};
}

}  // namespace

std::optional<engine::Answer> first_unsuccessful(const Value& output) {
  const json::Array& failed = list_at(output, "Unsuccessful");
  if (failed.empty()) return std::nullopt;
  const Value* error = failed[0].find("Error");
  return engine::Answer{engine::Answer::Status::refused, nullptr,
                        error ? text_of(*error, "Code") : "Unsuccessful",
                        error ? text_of(*error, "Message") : ""};
}

std::string id_of(const Ec2Thing& thing, const Subject& subject) {
  return text_of(subject.identity, thing.id);
}

Request ec2(std::string operation, Object input) {
  return {"ec2", std::move(operation), std::move(input)};
}

Object filter(std::string name, std::string value) {
  return {{"Name", std::move(name)}, {"Values", json::Array{std::move(value)}}};
}

json::Array filters_of(const Marks& marks) {
  json::Array filters;
  for (const auto& [key, value] : marks) filters.push_back(filter("tag:" + key, value));
  return filters;
}

json::Array tag_specifications(const Ec2Thing& thing, const Subject& subject) {
  return {Object{{"ResourceType", thing.type}, {"Tags", tag_list(tags_to_give(subject))}}};
}

Reading read_thing(const Ec2Thing& thing, const Value& found, const Subject& subject) {
  Reading reading;
  reading.is_there = true;
  std::string state = text_of(found, "State");
  reading.condition = condition_of(state);
  if (reading.condition != Condition::ready)
    reading.note = reading.condition == Condition::failed ? why_failed(found, state) : state;
  reading.identity = Object{{thing.id, text_of(found, thing.id)}};
  for (const Ec2Member& member : thing.members) reading.members.set_if(member.name, found.find(member.shown));
  read_tags(marks_of(found.find("Tags")), subject, reading);
  reading.outputs.append({thing.id, text_of(found, thing.id)});
  for (const std::string& output : thing.outputs) reading.outputs.set_if(output, found.find(output));
  return reading;
}

std::vector<Request> change_tags(const std::string& id, const Subject& subject) {
  auto [lacking, keys] = tag_change(subject);
  json::Array surplus;
  for (const std::string& key : keys) surplus.push_back(Object{{"Key", key}});
  std::vector<Request> requests;
  if (!lacking.empty())
    requests.push_back(ec2("CreateTags", {{"Resources", json::Array{id}}, {"Tags", tag_list(lacking)}}));
  if (!surplus.empty())
    requests.push_back(ec2("DeleteTags", {{"Resources", json::Array{id}}, {"Tags", std::move(surplus)}}));
  return requests;
}

const std::vector<std::string>& not_seen_yet() {
  static const std::vector<std::string> kCodes = {
      "InvalidVpcID.NotFound",        "InvalidSubnetID.NotFound",     "InvalidRouteTableID.NotFound",
      "InvalidGatewayID.NotFound",    "InvalidNatGatewayID.NotFound", "InvalidInternetGatewayID.NotFound",
      "InvalidGroup.NotFound",        "InvalidAllocationID.NotFound", "NatGatewayNotFound",
      "InvalidVpcEndpointId.NotFound"};
  return kCodes;
}

json::Array in_desired_order(const Subject& subject, std::string_view member,
                             const std::vector<std::string>& found) {
  json::Array ordered;
  std::set<std::string> open(found.begin(), found.end());
  for (const std::string& each : subject.desired.strings_at(member))
    if (open.erase(each) > 0) ordered.push_back(each);
  for (const std::string& each : open) ordered.push_back(each);
  return ordered;
}

engine::ResourceKind ec2_kind(const Ec2Thing& thing) {
  engine::ResourceKind kind;
  kind.name = thing.kind;
  kind.why = thing.why;
  kind.found_by = thing.takes_token ? engine::FoundBy::token : engine::FoundBy::tag;
  kind.absent = {thing.absent};
  // The same token with other members: what was asked for first is there, and is changed from there.
  if (thing.takes_token) kind.taken = {"IdempotentParameterMismatch"};
  kind.busy = not_seen_yet();
  kind.patience = std::chrono::minutes(10);
  for (const std::string& code : kind.busy)
    kind.remedies[code] = "run it again: somebody has removed what it needs";
  add_calls(thing, kind);
  for (const Ec2Member& member : thing.members)
    if (!member.changed_by.empty()) kind.in_place.push_back(member.name);
  kind.in_place.emplace_back("tags");
  kind.create = [thing](const Subject& subject) { return create(thing, subject); };
  kind.find = [thing](const Subject& subject) { return find(thing, subject); };
  kind.read = [thing](const Subject& subject) {
    return ec2(thing.describe, {{thing.ids, json::Array{id_of(thing, subject)}}});
  };
  kind.change = [thing](const Subject& subject, const std::vector<std::string>& differing) {
    return change(thing, subject, differing);
  };
  kind.remove = [thing](const Subject& subject) {
    return ec2(thing.remove, {{thing.id, id_of(thing, subject)}});
  };
  kind.unmarkable = "say which one: --id " + thing.id;
  kind.id = thing.id;
  kind.identity_of = [thing](const Value& output, const Subject&) {
    const Value* made = thing.made.empty() ? &output : output.find(thing.made);
    return Object{{thing.id, made ? text_of(*made, thing.id) : ""}};
  };
  kind.reading = [thing](const Value& output, const Subject& subject) {
    return read(thing, output, subject);
  };
  return kind;
}

}  // namespace blueprint
