#include "services/dynamodb/schema.h"

#include <algorithm>

#include "services/dynamodb/errors.h"

namespace account::dynamodb {
namespace {

constexpr size_t kLongestHash = 2048;
constexpr size_t kLongestRange = 1024;

Type type_of_attribute(const json::Value& table, std::string_view name) {
  for (const json::Value& one : table.find("AttributeDefinitions")->as_array())
    if (one.string_or("AttributeName", "") == name)
      return type_named(one.string_or("AttributeType", "S")).value_or(Type::S);
  return Type::S;
}

Keys keys_of(const json::Value& table, const json::Value& schema) {
  Keys keys;
  for (const json::Value& element : schema.as_array()) {
    std::string name(element.string_or("AttributeName", ""));
    KeyAttribute attribute{name, type_of_attribute(table, name)};
    if (element.string_or("KeyType", "") == "HASH") {
      keys.hash = std::move(attribute);
    } else {
      keys.range = std::move(attribute);
    }
  }
  return keys;
}

Index index_of(const json::Value& table, const json::Value& record, bool is_global) {
  const json::Value* projection = record.find("Projection");
  bool has_all = projection->string_or("ProjectionType", "") == "ALL";
  return {std::string(record.string_or("IndexName", "")), keys_of(table, *record.find("KeySchema")),
          is_global, has_all, projection->strings_at("NonKeyAttributes")};
}

void add_indexes(const json::Value& table, std::string_view member, Schema& schema) {
  const json::Value* records = table.find(member);
  if (!records) return;
  bool is_global = member == "GlobalSecondaryIndexes";
  for (const json::Value& record : records->as_array())
    if (record.string_or("State", "") != "DELETING")
      schema.indexes.push_back(index_of(table, record, is_global));
}

aws::Result<void> check_key_value(const KeyAttribute& key, const Value& value, size_t longest,
                                  std::string_view which) {
  if (value.type != Type::S && value.type != Type::B) return {};
  if (value.text.empty()) {
    return invalid(
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain "
        "an "
        "empty {} value. Key: {}",
        value.type == Type::S ? "string" : "binary", key.name);
  }
  if (value.text.size() <= longest) return {};
  return invalid_value("Size of {} has exceeded the maximum size limit of {} bytes", which, longest);
}

aws::Result<void> check_key_values(const Keys& keys, const Item& item) {
  TRY(check_key_value(keys.hash, item.at(keys.hash.name), kLongestHash, "hashkey"));
  if (!keys.range) return {};
  return check_key_value(*keys.range, item.at(keys.range->name), kLongestRange, "rangekey");
}

aws::Result<void> check_is_there(const KeyAttribute& key, const Item& item) {
  const Value* value = find(item, key.name);
  if (!value) return invalid_value("Missing the key {} in the item", key.name);
  if (value->type == key.type) return {};
  return invalid_value("Type mismatch for key {} expected: {} actual: {}", key.name, name_of(key.type),
                       name_of(value->type));
}

aws::Result<void> check_index_key(const Index& index, const KeyAttribute& key, const Item& item) {
  const Value* value = find(item, key.name);
  if (!value) return {};
  if (value->type != key.type) {
    return invalid_value("Type mismatch for Index Key {} Expected: {} Actual: {} IndexName: {}", key.name,
                         name_of(key.type), name_of(value->type), index.name);
  }
  bool has_text = value->type == Type::S || value->type == Type::B;
  if (!has_text || !value->text.empty()) return {};
  return invalid(
      "One or more parameter values are not valid. A value specified for a secondary index key is not "
      "supported. The AttributeValue for a key attribute cannot contain an empty {} value. IndexName: {}, "
      "IndexKey: {}",
      value->type == Type::S ? "string" : "binary", index.name, key.name);
}

bool has_key(const Item& item, const KeyAttribute& key) {
  const Value* value = find(item, key.name);
  return value && value->type == key.type;
}

}  // namespace

Item Keys::of(const Item& item) const {
  Item key{{hash.name, item.at(hash.name)}};
  if (range) key.emplace(range->name, item.at(range->name));
  return key;
}

bool Keys::contains(std::string_view name) const {
  return hash.name == name || (range && range->name == name);
}

bool Index::takes(const Item& item) const {
  return has_key(item, keys.hash) && (!keys.range || has_key(item, *keys.range));
}

const Index* Schema::find(std::string_view name) const {
  for (const Index& index : indexes)
    if (index.name == name) return &index;
  return nullptr;
}

Item Schema::projected(const Index& index, const Item& item) const {
  if (index.has_all) return item;
  Item part;
  for (const auto& [name, value] : item) {
    bool is_included = std::find(index.included.begin(), index.included.end(), name) != index.included.end();
    if (is_included || keys.contains(name) || index.keys.contains(name))
      part.emplace_hint(part.end(), name, value);
  }
  return part;
}

Schema schema_of(const json::Value& table) {
  Schema schema;
  schema.table = table.string_or("TableName", "");
  schema.keys = keys_of(table, *table.find("KeySchema"));
  add_indexes(table, "LocalSecondaryIndexes", schema);
  add_indexes(table, "GlobalSecondaryIndexes", schema);
  return schema;
}

aws::Result<void> check_item_keys(const Schema& schema, const Item& item) {
  TRY(check_is_there(schema.keys.hash, item));
  if (schema.keys.range) TRY(check_is_there(*schema.keys.range, item));
  TRY(check_key_values(schema.keys, item));
  for (const Index& index : schema.indexes) {
    TRY(check_index_key(index, index.keys.hash, item));
    if (index.keys.range) TRY(check_index_key(index, *index.keys.range, item));
  }
  return {};
}

aws::Result<void> check_key(const Keys& keys, const Item& key) {
  size_t count = keys.range ? 2 : 1;
  bool fits = key.size() == count && has_key(key, keys.hash) && (!keys.range || has_key(key, *keys.range));
  if (!fits) return invalid("The provided key element does not match the schema");
  return check_key_values(keys, key);
}

}  // namespace account::dynamodb
