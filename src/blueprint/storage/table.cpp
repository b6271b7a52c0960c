// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
#include "blueprint/kinds/kinds.h"
#include "blueprint/storage/kinds.h"

namespace blueprint {
namespace {

using Condition = engine::Reading::Condition;
using engine::Reading;
using engine::Request;
using engine::Subject;
using json::Object;
using json::Value;

Request dynamodb(std::string operation, Object input) {
  return {"dynamodb", std::move(operation), engine::literal(std::move(input))};
}

Object named(const Subject& subject) {
  return {{"TableName", text_of(subject.desired, "name")}};
}

Request create(const Subject& subject) {
  std::string key = text_of(subject.desired, "key");
  Object input = named(subject);
  input.append({"AttributeDefinitions", json::Array{Object{{"AttributeName", key}, {"AttributeType", "S"}}}});
  input.append({"KeySchema", json::Array{Object{{"AttributeName", key}, {"KeyType", "HASH"}}}});
  input.append({"BillingMode", "PAY_PER_REQUEST"});
  input.append({"Tags", tag_list(tags_to_give(subject))});
  return dynamodb("CreateTable", std::move(input));
}

std::vector<Request> change(const Subject& subject, const std::vector<std::string>&) {
  auto [lacking, surplus] = tag_change(subject);
  std::string arn = text_of(subject.identity, "Arn");
  std::vector<Request> requests;
  if (!lacking.empty())
    requests.push_back(dynamodb("TagResource", {{"ResourceArn", arn}, {"Tags", tag_list(lacking)}}));
  if (!surplus.empty())
    requests.push_back(dynamodb(
        "UntagResource", {{"ResourceArn", arn}, {"TagKeys", json::Array(surplus.begin(), surplus.end())}}));
  return requests;
}

Condition condition_of(const std::string& status) {
  if (status == "ACTIVE") return Condition::ready;
  return status == "DELETING" ? Condition::ending : Condition::pending;
}

Reading read(const Value& output, const Subject&) {
  Reading reading;
  const Value* table = output.find("Table");
  if (!table) return reading;
  reading.is_there = true;
  std::string status = text_of(*table, "TableStatus"), name = text_of(*table, "TableName"),
              arn = text_of(*table, "TableArn");
  reading.condition = condition_of(status);
  if (reading.condition != Condition::ready) reading.note = status;
  const json::Array& keys = list_at(*table, "KeySchema");
  reading.identity = Object{{"Name", name}, {"Arn", arn}};
  reading.members = {{"name", name}, {"key", keys.size() == 1 ? text_of(keys[0], "AttributeName") : ""}};
  reading.outputs = {{"Name", name}, {"Arn", arn}};
  return reading;
}

engine::ResourceKind::Detail tags() {
  return {[](const Subject& subject) {
            return dynamodb("ListTagsOfResource", {{"ResourceArn", text_of(subject.identity, "Arn")}});
          },
          [](const Value& output, const Subject& subject, Reading& reading) {
            read_tags(marks_of(output.find("Tags")), subject, reading);
          }};
}

}  // namespace

engine::ResourceKind table_kind() {
  engine::ResourceKind kind;
  kind.name = kTable;
  kind.why = "a table in which others lock what they work on";
  kind.found_by = engine::FoundBy::name;
  kind.name_from = {"name"};
  kind.in_place = {"tags"};
  kind.holds_data = true;
  kind.absent = {"ResourceNotFoundException"};
  kind.taken = {"ResourceInUseException"};
  kind.busy = {"ResourceInUseException", "LimitExceededException"};
  kind.creating = kind.removing = std::chrono::seconds(10);
  kind.patience = std::chrono::minutes(20);
  kind.creating_calls = {{"dynamodb", "CreateTable"}};
  kind.removing_calls = {{"dynamodb", "DeleteTable"}};
  kind.reasons = {{"dynamodb CreateTable", "makes the table, which is paid by the request"},
                  {"dynamodb DescribeTable", "sees whether the table is there"},
                  {"dynamodb ListTagsOfResource", "sees whose the table is"},
                  {"dynamodb TagResource", "sets tags that it lacks"},
                  {"dynamodb UntagResource", "takes off tags that it was given and shall have no more"},
                  {"dynamodb DeleteTable", "removes the table with the locks in it"}};
  kind.create = create;
  kind.find = kind.read = [](const Subject& subject) { return dynamodb("DescribeTable", named(subject)); };
  kind.details = {tags()};
  kind.change = change;
  kind.remove = [](const Subject& subject) { return dynamodb("DeleteTable", named(subject)); };
  kind.identity_of = [](const Value& output, const Subject& subject) {
    const Value* table = output.find("TableDescription");
    return Object{{"Name", text_of(subject.desired, "name")},
                  {"Arn", table ? text_of(*table, "TableArn") : ""}};
  };
  kind.reading = read;
  return kind;
}

}  // namespace blueprint
