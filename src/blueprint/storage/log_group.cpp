// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
#include <algorithm>

#include "blueprint/kinds/kinds.h"
#include "blueprint/storage/kinds.h"

namespace blueprint {
namespace {

using engine::Reading;
using engine::Request;
using engine::Subject;
using json::Object;
using json::Value;

constexpr int64_t kRetentions[] = {1,   3,   5,   7,   14,   30,   60,   90,   120,  150,  180,
                                   365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653};

Request logs(std::string operation, Object input) {
  return {"logs", std::move(operation), engine::literal(std::move(input))};
}

Object named(const Subject& subject) {
  return {{"logGroupName", text_of(subject.desired, "name")}};
}

Request create(const Subject& subject) {
  Object input = named(subject);
  input.append({"tags", to_object(tags_to_give(subject))});
  return logs("CreateLogGroup", std::move(input));
}

std::vector<Request> change_tags(const Subject& subject) {
  auto [lacking, surplus] = tag_change(subject);
  std::string arn = text_of(subject.identity, "Arn");
  std::vector<Request> requests;
  if (!lacking.empty())
    requests.push_back(logs("TagResource", {{"resourceArn", arn}, {"tags", to_object(lacking)}}));
  if (!surplus.empty())
    requests.push_back(logs(
        "UntagResource", {{"resourceArn", arn}, {"tagKeys", json::Array(surplus.begin(), surplus.end())}}));
  return requests;
}

std::vector<Request> change(const Subject& subject, const std::vector<std::string>& differing) {
  std::vector<Request> requests;
  if (std::find(differing.begin(), differing.end(), "tags") != differing.end())
    requests = change_tags(subject);
  if (std::find(differing.begin(), differing.end(), "days") == differing.end()) return requests;
  Object input = named(subject);
  int64_t days = subject.desired.int_or("days", 0);
  if (days > 0) input.append({"retentionInDays", days});
  requests.push_back(logs(days > 0 ? "PutRetentionPolicy" : "DeleteRetentionPolicy", std::move(input)));
  return requests;
}

// What describes groups takes the beginning of a name; the shortest name of those comes first.
Reading read(const Value& output, const Subject& subject) {
  Reading reading;
  for (const Value& group : list_at(output, "logGroups")) {
    std::string name = text_of(group, "logGroupName"), arn = text_of(group, "logGroupArn");
    if (name != text_of(subject.desired, "name")) continue;
    reading.is_there = true;
    reading.identity = Object{{"Name", name}, {"Arn", arn}};
    reading.members = {{"name", name}, {"days", group.int_or("retentionInDays", 0)}};
    reading.outputs = {{"Name", name}, {"Arn", arn}};
  }
  return reading;
}

engine::ResourceKind::Detail tags() {
  return {[](const Subject& subject) {
            return logs("ListTagsForResource", {{"resourceArn", text_of(subject.identity, "Arn")}});
          },
          [](const Value& output, const Subject& subject, Reading& reading) {
            read_tags(marks_of(output.find("tags")), subject, reading);
          }};
}

void add_reasons(engine::ResourceKind& kind) {
  kind.reasons = {
      {"logs CreateLogGroup",
       "makes the group before whoever writes into it would, who keeps everything for ever"},
      {"logs DescribeLogGroups", "sees whether the group is there, and for how long it keeps lines"},
      {"logs ListTagsForResource", "sees whose the group is"},
      {"logs PutRetentionPolicy", "has lines go after the days that they are to be kept"},
      {"logs DeleteRetentionPolicy", "has lines stay for ever, where that is asked for"},
      {"logs TagResource", "sets tags that it lacks"},
      {"logs UntagResource", "takes off tags that it was given and shall have no more"},
      {"logs DeleteLogGroup",
       "removes the group, and once more where the last lines of a cluster brought it back"}};
}

}  // namespace

bool is_retention(int64_t days) {
  return std::find(std::begin(kRetentions), std::end(kRetentions), days) != std::end(kRetentions);
}

std::string retentions() {
  std::string text;
  for (int64_t days : kRetentions) text += (text.empty() ? "" : ", ") + std::to_string(days);
  return text;
}

// EKS writes the last lines of a cluster when that has gone, and makes the group for them if there is none. Nobody says
// when they have come; some minutes later none has been seen.
engine::ResourceKind log_group_kind() {
  engine::ResourceKind kind;
  kind.name = kLogGroup;
  kind.why = "keeps lines of logs for as long as they are needed, and no longer";
  kind.found_by = engine::FoundBy::name;
  kind.name_from = {"name"};
  kind.in_place = {"days", "tags"};
  kind.absent = {"ResourceNotFoundException"};
  kind.taken = {"ResourceAlreadyExistsException"};
  kind.busy = {"OperationAbortedException"};
  kind.patience = std::chrono::minutes(10);
  kind.returns_within = kind.removing = std::chrono::seconds(180);
  kind.creating_calls = {{"logs", "CreateLogGroup"}, {"logs", "PutRetentionPolicy"}};
  kind.changing_calls = {{"logs", "PutRetentionPolicy"}};
  kind.removing_calls = {{"logs", "DeleteLogGroup"}};
  add_reasons(kind);
  kind.create = create;
  kind.find = kind.read = [](const Subject& subject) {
    return logs("DescribeLogGroups", {{"logGroupNamePrefix", text_of(subject.desired, "name")}});
  };
  kind.details = {tags()};
  kind.change = change;
  kind.remove = [](const Subject& subject) { return logs("DeleteLogGroup", named(subject)); };
  kind.identity_of = [](const Value&, const Subject& subject) {
    return Object{{"Name", text_of(subject.desired, "name")}};
  };
  kind.reading = read;
  return kind;
}

engine::Kinds storage_kinds(base::Milliseconds window) {
  engine::Kinds kinds;
  for (engine::ResourceKind kind :
       {key_kind(), key_alias_kind(), log_group_kind(), bucket_kind(), table_kind()}) {
    kind.window = window;
    // Where everything is seen at once, as in an account on this machine, last lines come at once, too.
    if (window.count() == 0 && kind.returns_within.count() > 0) kind.returns_within = std::chrono::seconds(1);
    kinds.emplace(kind.name, std::make_shared<engine::ResourceKind>(kind));
  }
  return kinds;
}

}  // namespace blueprint
