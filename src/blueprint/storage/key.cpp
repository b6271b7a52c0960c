// https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html
#include <algorithm>

#include "blueprint/cloud/key_search.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/storage/kinds.h"

namespace blueprint {
namespace {

using engine::Reading;
using engine::Request;
using engine::Subject;
using json::Object;
using json::Value;

Request kms(std::string operation, Object input) {
  return {"kms", std::move(operation), engine::literal(std::move(input))};
}

Object named(const Subject& subject) {
  return {{"KeyId", text_of(subject.identity, "KeyId")}};
}

json::Array key_tags(const Marks& tags) {
  json::Array list;
  for (const auto& [key, value] : tags) list.push_back(Object{{"TagKey", key}, {"TagValue", value}});
  return list;
}

Marks marks_of_key(const Value& output) {
  Marks marks;
  for (const Value& tag : list_at(output, "Tags")) marks[text_of(tag, "TagKey")] = text_of(tag, "TagValue");
  return marks;
}

Request create(const Subject& subject) {
  return kms("CreateKey", {{"Description", text_of(subject.desired, "description")},
                           {"Policy", json::dump(*subject.desired.find("policy"))},
                           {"Tags", key_tags(tags_to_give(subject))}});
}

std::vector<Request> change_tags(const Subject& subject) {
  auto [lacking, surplus] = tag_change(subject);
  std::vector<Request> requests;
  Object input = named(subject);
  if (!lacking.empty()) {
    input.set("Tags", key_tags(lacking));
    requests.push_back(kms("TagResource", input));
    input.erase("Tags");
  }
  if (!surplus.empty()) {
    input.set("TagKeys", json::Array(surplus.begin(), surplus.end()));
    requests.push_back(kms("UntagResource", std::move(input)));
  }
  return requests;
}

std::vector<Request> change(const Subject& subject, const std::vector<std::string>& differing) {
  auto differs = [&](const char* name) {
    return std::find(differing.begin(), differing.end(), name) != differing.end();
  };
  std::vector<Request> requests;
  auto ask = [&](const char* operation, Object more) {
    Object input = named(subject);
    for (json::Member& member : more) input.append(std::move(member));
    requests.push_back(kms(operation, std::move(input)));
  };
  if (differs("enabled")) ask(subject.desired.bool_or("enabled", true) ? "EnableKey" : "DisableKey", {});
  if (differs("tags"))
    for (Request& each : change_tags(subject)) requests.push_back(std::move(each));
  if (differs("description"))
    ask("UpdateKeyDescription", {{"Description", text_of(subject.desired, "description")}});
  if (differs("policy"))
    ask("PutKeyPolicy", {{"PolicyName", "default"}, {"Policy", json::dump(*subject.desired.find("policy"))}});
  if (differs("rotation"))
    ask(subject.desired.bool_or("rotation", true) ? "EnableKeyRotation" : "DisableKeyRotation", {});
  return requests;
}

// One that waits for its end is there no more: nothing can be encrypted or decrypted by it.
Reading read(const Value& output, const Subject& subject) {
  Reading reading;
  const Value* key = output.find("KeyMetadata");
  if (!key || text_of(*key, "KeyState") == "PendingDeletion") return reading;
  reading.is_there = true;
  reading.identity = Object{{"KeyId", text_of(*key, "KeyId")}};
  reading.members = {{"description", text_of(*key, "Description")},
                     {"enabled", key->bool_or("Enabled", false)}};
  reading.outputs = {{"KeyId", text_of(*key, "KeyId")}, {"Arn", text_of(*key, "Arn")}};
  if (output.find("Tags")) read_tags(marks_of_key(output), subject, reading);
  return reading;
}

engine::ResourceKind::Detail detail(const char* operation, const Object& more,
                                    void (*add)(const Value&, const Subject&, Reading&)) {
  return {[operation, more](const Subject& subject) {
            Object input = named(subject);
            for (const json::Member& member : more) input.append(member);
            return kms(operation, std::move(input));
          },
          add};
}

std::vector<engine::ResourceKind::Detail> details() {
  return {detail("ListResourceTags", {},
                 [](const Value& output, const Subject& subject, Reading& reading) {
                   read_tags(marks_of_key(output), subject, reading);
                 }),
          detail("GetKeyPolicy", {{"PolicyName", "default"}},
                 [](const Value& output, const Subject&, Reading& reading) {
                   auto policy = json::parse(text_of(output, "Policy"));
                   reading.members.set("policy", policy ? std::move(*policy) : Value());
                 }),
          detail("GetKeyRotationStatus", {}, [](const Value& output, const Subject&, Reading& reading) {
            reading.members.set("rotation", output.bool_or("KeyRotationEnabled", false));
          })};
}

void add_reasons(engine::ResourceKind& kind) {
  kind.reasons = {
      {"kms CreateKey", "makes a key that is this cluster's alone"},
      {std::string("kms ") + std::string(kFindKey),
       "finds the key that was made when nobody heard the answer"},
      {"kms ListKeys", "finds the key that was made when nobody heard the answer: KMS finds none by tag"},
      {"kms DescribeKey", "sees whether the key is there and may be used"},
      {"kms ListResourceTags", "sees whose the key is"},
      {"kms GetKeyPolicy", "sees who may use the key"},
      {"kms GetKeyRotationStatus", "sees whether the key is changed each year"},
      {"kms EnableKey", "has a key that was switched off work again"},
      {"kms DisableKey", "switches the key off where that is asked for"},
      {"kms TagResource", "sets tags that it lacks"},
      {"kms UntagResource", "takes off tags that it was given and shall have no more"},
      {"kms UpdateKeyDescription", "says what the key is for"},
      {"kms PutKeyPolicy", "brings who may use the key to what is desired"},
      {"kms EnableKeyRotation", "has KMS change what the key is made of each year"},
      {"kms DisableKeyRotation", "ends that where it is not asked for"},
      {"kms ScheduleKeyDeletion", "has the key end, after days in which it could be had back"}};
}

}  // namespace

engine::ResourceKind key_kind() {
  engine::ResourceKind kind;
  kind.name = kKey;
  kind.why = "encrypts what nobody may read who cannot use the key";
  kind.found_by = engine::FoundBy::tag;
  kind.in_place = {"description", "policy", "enabled", "rotation", "deletion_days", "tags"};
  kind.holds_data = true;
  kind.absent = {"NotFoundException", "KMSInvalidStateException"};  // it waits for its end
  kind.patience = std::chrono::minutes(10);
  kind.creating_calls = {{"kms", "CreateKey"}};
  kind.changing_calls = {{"kms", "PutKeyPolicy"}};
  kind.removing_calls = {{"kms", "ScheduleKeyDeletion"}};
  add_reasons(kind);
  kind.remedies["LimitExceededException"] =
      "remove keys that nobody uses, or ask for more in Service Quotas (`Customer Master Keys (CMKs)`, "
      "L-C2F1777E)";
  kind.unmarkable = "say which one: --id KeyId";
  kind.id = "KeyId";
  kind.create = create;
  kind.find = [](const Subject& subject) {
    return kms(std::string(kFindKey), {{"Tags", key_tags(tags_to_find(subject))}});
  };
  kind.read = [](const Subject& subject) { return kms("DescribeKey", named(subject)); };
  kind.details = details();
  kind.change = change;
  kind.remove = [](const Subject& subject) {
    Object input = named(subject);
    input.append({"PendingWindowInDays", subject.desired.int_or("deletion_days", 30)});
    return kms("ScheduleKeyDeletion", std::move(input));
  };
  kind.identity_of = [](const Value& output, const Subject&) {
    const Value* key = output.find("KeyMetadata");
    return Object{{"KeyId", key ? text_of(*key, "KeyId") : ""}};
  };
  kind.reading = read;
  return kind;
}

}  // namespace blueprint
