// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
#include <algorithm>
#include <cstdlib>

#include "blueprint/events/kinds.h"
#include "blueprint/kinds/kinds.h"

namespace blueprint {
namespace {

using engine::Reading;
using engine::Request;
using engine::Subject;
using json::Object;
using json::Value;

Request sqs(std::string operation, Object input) {
  return {"sqs", std::move(operation), engine::literal(std::move(input))};
}

Object at(const Subject& subject, Object more = {}) {
  Object input{{"QueueUrl", text_of(subject.identity, "Url")}};
  for (json::Member& member : more) input.append(std::move(member));
  return input;
}

// All attributes are texts.
Object attributes_of(const Subject& subject, const std::vector<std::string>& members) {
  Object attributes;
  for (const std::string& member : members) {
    if (member == "policy") attributes.append({"Policy", json::dump(*subject.desired.find("policy"))});
    if (member == "seconds")
      attributes.append({"MessageRetentionPeriod", std::to_string(subject.desired.int_or("seconds", 0))});
    if (member == "encryption")
      attributes.append(
          {"SqsManagedSseEnabled", text_of(subject.desired, "encryption") == "sqs" ? "true" : "false"});
  }
  return attributes;
}

// Without its policy: a queue that is there, with the same attributes, is taken for the one that is asked for.
Request create(const Subject& subject) {
  return sqs("CreateQueue", {{"QueueName", text_of(subject.desired, "name")},
                             {"Attributes", attributes_of(subject, {"seconds", "encryption"})},
                             {"tags", to_object(tags_to_give(subject))}});
}

std::vector<Request> change(const Subject& subject, const std::vector<std::string>& differing) {
  std::vector<Request> requests;
  if (std::find(differing.begin(), differing.end(), "tags") != differing.end()) {
    auto [lacking, surplus] = tag_change(subject);
    if (!lacking.empty()) requests.push_back(sqs("TagQueue", at(subject, {{"Tags", to_object(lacking)}})));
    if (!surplus.empty())
      requests.push_back(
          sqs("UntagQueue", at(subject, {{"TagKeys", json::Array(surplus.begin(), surplus.end())}})));
  }
  Object attributes = attributes_of(subject, differing);
  if (!attributes.empty())
    requests.push_back(sqs("SetQueueAttributes", at(subject, {{"Attributes", std::move(attributes)}})));
  return requests;
}

Reading read(const Value& output, const Subject& subject) {
  Reading reading;
  std::string url = text_of(output, "QueueUrl"), name = text_of(subject.desired, "name");
  reading.is_there = !url.empty();
  reading.identity = Object{{"Url", url}};
  reading.members = {{"name", name}};
  reading.outputs = {{"Url", url}, {"Name", name}};
  return reading;
}

void add_attributes(const Value& output, const Subject&, Reading& reading) {
  const Value* attributes = output.find("Attributes");
  if (!attributes) return;
  auto policy = json::parse(text_of(*attributes, "Policy"));
  reading.members.set("policy", policy ? std::move(*policy) : Value());
  int64_t seconds = std::atoll(text_of(*attributes, "MessageRetentionPeriod").c_str());
  reading.members.set("seconds", seconds);
  reading.members.set("encryption", text_of(*attributes, "SqsManagedSseEnabled") == "true" ? "sqs" : "none");
}

void add_tags(const Value& output, const Subject& subject, Reading& reading) {
  read_tags(marks_of(output.find("Tags")), subject, reading);
}

}  // namespace

// For a minute after one has gone, none of that name can be made.
engine::ResourceKind queue_kind() {
  engine::ResourceKind kind;
  kind.name = kQueue;
  kind.why = "keeps messages until somebody fetches them";
  kind.found_by = engine::FoundBy::name;
  kind.name_from = {"name"};
  kind.in_place = {"policy", "seconds", "encryption", "tags"};
  kind.absent = {"QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"};
  kind.taken = {"QueueNameExists", "QueueAlreadyExists"};
  kind.busy = {"QueueDeletedRecently", "AWS.SimpleQueueService.QueueDeletedRecently"};
  kind.patience = std::chrono::minutes(10);
  kind.creating_calls = {{"sqs", "CreateQueue"}, {"sqs", "SetQueueAttributes"}};
  kind.changing_calls = {{"sqs", "SetQueueAttributes"}};
  kind.removing_calls = {{"sqs", "DeleteQueue"}};
  kind.reasons = {
      {"sqs CreateQueue", "makes the queue, encrypted"},
      {"sqs GetQueueUrl", "sees whether the queue is there"},
      {"sqs GetQueueAttributes", "sees who may send to it, how long messages stay, and that it is encrypted"},
      {"sqs ListQueueTags", "sees whose the queue is"},
      {"sqs SetQueueAttributes", "lets the rules send to it, by TLS alone"},
      {"sqs TagQueue", "sets tags that it lacks"},
      {"sqs UntagQueue", "takes off tags that it was given and shall have no more"},
      {"sqs DeleteQueue", "removes the queue with what is in it"}};
  kind.create = create;
  kind.find = kind.read = [](const Subject& subject) {
    return sqs("GetQueueUrl", {{"QueueName", text_of(subject.desired, "name")}});
  };
  kind.details = {{[](const Subject& subject) {
                     return sqs("GetQueueAttributes", at(subject, {{"AttributeNames", json::Array{"All"}}}));
                   },
                   add_attributes},
                  {[](const Subject& subject) { return sqs("ListQueueTags", at(subject)); }, add_tags}};
  kind.change = change;
  kind.remove = [](const Subject& subject) { return sqs("DeleteQueue", at(subject)); };
  kind.identity_of = [](const Value& output, const Subject&) {
    return Object{{"Url", text_of(output, "QueueUrl")}};
  };
  kind.reading = read;
  return kind;
}

engine::Kinds event_kinds(base::Milliseconds window) {
  engine::Kinds kinds;
  for (engine::ResourceKind kind : {queue_kind(), rule_kind(), target_kind()}) {
    kind.window = window;
    kinds.emplace(kind.name, std::make_shared<engine::ResourceKind>(kind));
  }
  return kinds;
}

}  // namespace blueprint
