// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
#include <algorithm>

#include "blueprint/events/kinds.h"
#include "blueprint/kinds/kinds.h"

namespace blueprint {
namespace {

using engine::Reading;
using engine::Request;
using engine::Subject;
using json::Object;
using json::Value;

Request events(std::string operation, Object input) {
  return {"events", std::move(operation), engine::literal(std::move(input))};
}

// The same call makes a rule and changes it, and to one that is there it gives no tags.
Request put(const Subject& subject, bool is_new) {
  Object input{{"Name", text_of(subject.desired, "name")},
               {"Description", text_of(subject.desired, "description")},
               {"EventPattern", json::dump(*subject.desired.find("pattern"))},
               {"State", text_of(subject.desired, "state")}};
  if (is_new) input.append({"Tags", tag_list(tags_to_give(subject))});
  return events("PutRule", std::move(input));
}

std::vector<Request> change(const Subject& subject, const std::vector<std::string>& differing) {
  std::vector<Request> requests;
  bool tags_differ = std::find(differing.begin(), differing.end(), "tags") != differing.end();
  if (differing.size() > (tags_differ ? 1 : 0)) requests.push_back(put(subject, false));
  if (!tags_differ) return requests;
  auto [lacking, surplus] = tag_change(subject);
  std::string arn = text_of(subject.identity, "Arn");
  if (!lacking.empty())
    requests.push_back(events("TagResource", {{"ResourceARN", arn}, {"Tags", tag_list(lacking)}}));
  if (!surplus.empty())
    requests.push_back(events(
        "UntagResource", {{"ResourceARN", arn}, {"TagKeys", json::Array(surplus.begin(), surplus.end())}}));
  return requests;
}

Reading read(const Value& rule, const Subject&) {
  Reading reading;
  std::string name = text_of(rule, "Name"), arn = text_of(rule, "Arn");
  reading.is_there = !name.empty();
  auto pattern = json::parse(text_of(rule, "EventPattern"));
  reading.identity = Object{{"Name", name}, {"Arn", arn}};
  reading.members = {{"name", name},
                     {"description", text_of(rule, "Description")},
                     {"pattern", pattern ? std::move(*pattern) : Value()},
                     {"state", text_of(rule, "State")}};
  reading.outputs = {{"Name", name}, {"Arn", arn}};
  return reading;
}

engine::ResourceKind::Detail tags() {
  return {[](const Subject& subject) {
            return events("ListTagsForResource", {{"ResourceARN", text_of(subject.identity, "Arn")}});
          },
          [](const Value& output, const Subject& subject, Reading& reading) {
            read_tags(marks_of(output.find("Tags")), subject, reading);
          }};
}

engine::ResourceKind of_events(std::string_view name) {
  engine::ResourceKind kind;
  kind.name = name;
  kind.found_by = engine::FoundBy::name;
  kind.absent = {"ResourceNotFoundException"};
  kind.busy = {"ConcurrentModificationException"};
  kind.patience = std::chrono::minutes(5);
  return kind;
}

// ---- targets

Object place(const Subject& subject) {
  return {{"Rule", text_of(subject.desired, "rule")}};
}

Request put_target(const Subject& subject) {
  Object input = place(subject);
  input.append({"Targets", json::Array{Object{{"Id", text_of(subject.desired, "id")},
                                              {"Arn", text_of(subject.desired, "arn")}}}});
  return events("PutTargets", std::move(input));
}

Reading read_target(const Value& output, const Subject& subject) {
  Reading reading;
  std::string id = text_of(subject.desired, "id");
  for (const Value& target : list_at(output, "Targets")) {
    if (text_of(target, "Id") != id) continue;
    reading.is_there = true;
    reading.identity = Object{{"Rule", text_of(subject.desired, "rule")}, {"Id", id}};
    reading.members = {
        {"rule", text_of(subject.desired, "rule")}, {"id", id}, {"arn", text_of(target, "Arn")}};
  }
  return reading;
}

// A call about many targets tells of those that it did not take.
std::optional<engine::Answer> first_failed(const Value& output) {
  const json::Array& failed = list_at(output, "FailedEntries");
  if (failed.empty()) return std::nullopt;
  return engine::Answer{engine::Answer::Status::refused, nullptr, text_of(failed[0], "ErrorCode"),
                        text_of(failed[0], "ErrorMessage")};
}

}  // namespace

engine::ResourceKind rule_kind() {
  engine::ResourceKind kind = of_events(kRule);
  kind.why = "which events go on, to its targets";
  kind.name_from = {"name"};
  kind.in_place = {"description", "pattern", "state", "tags"};
  kind.creating_calls = {{"events", "PutRule"}};
  kind.changing_calls = {{"events", "PutRule"}};
  kind.removing_calls = {{"events", "DeleteRule"}};
  kind.reasons = {{"events PutRule", "says which events go on"},
                  {"events DescribeRule", "sees whether the rule is there, and which events it lets on"},
                  {"events ListTagsForResource", "sees whose the rule is"},
                  {"events TagResource", "sets tags that it lacks"},
                  {"events UntagResource", "takes off tags that it was given and shall have no more"},
                  {"events DeleteRule", "removes the rule when it has no target any more"}};
  kind.remedies["LimitExceededException"] =
      "remove rules that nobody uses, or ask for more in Service Quotas (`Rules`, L-244521F2)";
  kind.create = [](const Subject& subject) { return put(subject, true); };
  kind.find = kind.read = [](const Subject& subject) {
    return events("DescribeRule", {{"Name", text_of(subject.desired, "name")}});
  };
  kind.details = {tags()};
  kind.change = change;
  kind.remove = [](const Subject& subject) {
    return events("DeleteRule", {{"Name", text_of(subject.desired, "name")}});
  };
  kind.identity_of = [](const Value& output, const Subject& subject) {
    return Object{{"Name", text_of(subject.desired, "name")}, {"Arn", text_of(output, "RuleArn")}};
  };
  kind.reading = read;
  return kind;
}

engine::ResourceKind target_kind() {
  engine::ResourceKind kind = of_events(kTarget);
  kind.why = "where the events of its rule go";
  kind.name_from = {"rule", "id"};
  kind.in_place = {"arn"};
  kind.creating_calls = {{"events", "PutTargets"}};
  kind.changing_calls = {{"events", "PutTargets"}};
  kind.removing_calls = {{"events", "RemoveTargets"}};
  kind.reasons = {{"events PutTargets", "has the rule send its events there"},
                  {"events ListTargetsByRule", "sees where the rule sends its events"},
                  {"events RemoveTargets", "has the rule send its events there no more"}};
  kind.create = put_target;
  kind.find = kind.read = [](const Subject& subject) { return events("ListTargetsByRule", place(subject)); };
  kind.change = [](const Subject& subject, const std::vector<std::string>&) {
    return std::vector{put_target(subject)};
  };
  kind.refusal = first_failed;
  kind.remove = [](const Subject& subject) {
    Object input = place(subject);
    input.append({"Ids", json::Array{text_of(subject.desired, "id")}});
    return events("RemoveTargets", std::move(input));
  };
  kind.identity_of = [](const Value&, const Subject& subject) {
    return Object{{"Rule", text_of(subject.desired, "rule")}, {"Id", text_of(subject.desired, "id")}};
  };
  kind.reading = read_target;
  return kind;
}

}  // namespace blueprint
