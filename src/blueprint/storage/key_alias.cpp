// https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
#include "blueprint/kinds/kinds.h"
#include "blueprint/storage/kinds.h"

namespace blueprint {
namespace {

using engine::Reading;
using engine::Request;
using engine::Subject;
using json::Object;
using json::Value;

Request write(const char* operation, const Subject& subject) {
  return {"kms", operation,
          Object{{"AliasName", text_of(subject.desired, "name")},
                 {"TargetKeyId", text_of(subject.desired, "key")}}};
}

// An alias carries no marks: it is ours if it leads to our key.
Reading read(const Value& output, const Subject& subject) {
  Reading reading;
  const Value* key = output.find("KeyMetadata");
  if (!key) return reading;
  reading.is_there = true;
  std::string name = text_of(subject.desired, "name"), id = text_of(*key, "KeyId");
  reading.is_ours = !subject.identity.is_null() || id == text_of(subject.desired, "key");
  if (!reading.is_ours) reading.note = fmt::format("it leads to key {}", id);
  reading.identity = Object{{"Name", name}};
  reading.members = {{"name", name}, {"key", id}};
  reading.outputs = {{"Name", name}};
  return reading;
}

}  // namespace

engine::ResourceKind key_alias_kind() {
  engine::ResourceKind kind;
  kind.name = kKeyAlias;
  kind.why = "people know a key by its name";
  kind.found_by = engine::FoundBy::name;
  kind.name_from = {"name"};
  kind.in_place = {"key"};
  kind.absent = {"NotFoundException"};
  kind.taken = {"AlreadyExistsException"};
  kind.patience = std::chrono::minutes(10);
  kind.creating_calls = {{"kms", "CreateAlias"}};
  kind.changing_calls = {{"kms", "UpdateAlias"}};
  kind.removing_calls = {{"kms", "DeleteAlias"}};
  kind.reasons = {
      {"kms CreateAlias", "gives the key a name"},
      {"kms DescribeKey", "sees to which key the name leads"},
      {"kms UpdateAlias", "has the name lead to the key that is in use"},
      {"kms DeleteAlias", "takes the name off, so that another cluster of this name may have it"}};
  kind.create = [](const Subject& subject) { return write("CreateAlias", subject); };
  kind.find = kind.read = [](const Subject& subject) {
    return Request{"kms", "DescribeKey", Object{{"KeyId", text_of(subject.desired, "name")}}};
  };
  kind.change = [](const Subject& subject, const std::vector<std::string>&) {
    return std::vector{write("UpdateAlias", subject)};
  };
  kind.remove = [](const Subject& subject) {
    return Request{"kms", "DeleteAlias", Object{{"AliasName", text_of(subject.desired, "name")}}};
  };
  kind.identity_of = [](const Value&, const Subject& subject) {
    return Object{{"Name", text_of(subject.desired, "name")}};
  };
  kind.reading = read;
  return kind;
}

}  // namespace blueprint
