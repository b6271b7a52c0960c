#include "services/dynamodb/definition.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "services/dynamodb/errors.h"

namespace account::dynamodb {
namespace {

constexpr size_t kMostLocalIndexes = 5;
constexpr size_t kMostGlobalIndexes = 20;

using Names = std::vector<std::string>;

std::string shown(const Names& names) {
  return "[" + base::join(names, ", ") + "]";
}

Names names_in(const json::Value* elements) {
  Names names;
  for (const json::Value& element : elements ? elements->as_array() : json::Array())
    names.emplace_back(element.string_or("AttributeName", ""));
  return names;
}

bool contains(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

aws::Result<void> check_keys(const json::Value* keys) {
  size_t count = keys ? keys->as_array().size() : 0;
  if (count == 0) return invalid_value("KeySchema must name at least the hash key");
  if (count > 2)
    return invalid(
        "1 validation error detected: Value at 'keySchema' failed to satisfy constraint: Member must have "
        "length "
        "less than or equal to 2");
  const json::Array& elements = keys->as_array();
  if (elements[0].string_or("KeyType", "") != "HASH")
    return invalid("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  if (count == 1) return {};
  if (elements[1].string_or("KeyType", "") != "RANGE")
    return invalid("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
  if (elements[0].string_or("AttributeName", "") == elements[1].string_or("AttributeName", ""))
    return invalid("Both the Hash Key and the Range Key element in the KeySchema have the same name");
  return {};
}

aws::Result<void> check_projection(const json::Value* projection) {
  std::string type(projection ? projection->string_or("ProjectionType", "") : "");
  if (type.empty()) return invalid_value("Unknown ProjectionType: null");
  bool has_names = projection->find("NonKeyAttributes") != nullptr;
  if (type == "INCLUDE" && !has_names)
    return invalid_value("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
  if (type != "INCLUDE" && has_names)
    return invalid_value("ProjectionType is {}, but NonKeyAttributes is specified", type);
  return {};
}

aws::Result<void> check_local(const json::Value& table, const json::Value& index) {
  Names own = names_in(table.find("KeySchema"));
  Names keys = names_in(index.find("KeySchema"));
  std::string_view name = index.string_or("IndexName", "");
  if (own.size() < 2)
    return invalid_value(
        "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex");
  if (keys.size() < 2) return invalid_value("Index KeySchema does not have a range key for index: {}", name);
  if (keys[0] != own[0]) {
    return invalid_value(
        "Index KeySchema does not have the same leading hash key as table KeySchema for index: {}. index "
        "hash "
        "key: {}, table hash key: {}",
        name, keys[0], own[0]);
  }
  return {};
}

const json::Array& indexes_of(const json::Value& table, std::string_view member) {
  static const json::Array kNone;
  const json::Value* indexes = table.find(member);
  return indexes ? indexes->as_array() : kNone;
}

aws::Result<void> check_defined(const Names& keys, const Names& defined) {
  for (const std::string& key : keys)
    if (!contains(defined, key)) {
      return invalid_value(
          "Some index key attributes are not defined in AttributeDefinitions. Keys: {}, "
          "AttributeDefinitions: "
          "{}",
          shown(keys), shown(defined));
    }
  return {};
}

aws::Result<void> check_definitions_used(const Names& used, const Names& defined, bool has_indexes) {
  std::set<std::string> distinct(used.begin(), used.end());
  if (std::set<std::string>(defined.begin(), defined.end()).size() != defined.size())
    return invalid_value("Duplicate AttributeName in AttributeDefinitions: {}", shown(defined));
  if (distinct.size() == defined.size()) return {};
  if (!has_indexes) {
    return invalid_value(
        "Number of attributes in KeySchema does not exactly match number of attributes defined in "
        "AttributeDefinitions");
  }
  return invalid_value("Some AttributeDefinitions are not used. AttributeDefinitions: {}, keys used: {}",
                       shown(defined), shown(Names(distinct.begin(), distinct.end())));
}

aws::Result<void> check_index(const json::Value& table, const json::Value& index, bool is_global) {
  TRY(check_keys(index.find("KeySchema")));
  TRY(check_projection(index.find("Projection")));
  TRY(check_defined(names_in(index.find("KeySchema")), names_in(table.find("AttributeDefinitions"))));
  if (!is_global) return check_local(table, index);
  return check_throughput(table.string_or("BillingMode", ""), index.find("ProvisionedThroughput"),
                          index.string_or("IndexName", ""));
}

}  // namespace

aws::Result<void> check_definition(const json::Value& table) {
  const json::Array& local = indexes_of(table, "LocalSecondaryIndexes");
  const json::Array& global = indexes_of(table, "GlobalSecondaryIndexes");
  Names defined = names_in(table.find("AttributeDefinitions"));
  TRY(check_keys(table.find("KeySchema")));
  Names used = names_in(table.find("KeySchema"));
  TRY(check_defined(used, defined));
  if (local.size() > kMostLocalIndexes)
    return invalid_value("Number of LocalSecondaryIndexes exceeds per-table limit of {}", kMostLocalIndexes);
  if (global.size() > kMostGlobalIndexes)
    return invalid_value("GlobalSecondaryIndex count exceeds the per-table limit of {}", kMostGlobalIndexes);
  std::set<std::string> names;
  for (const json::Array* indexes : {&local, &global}) {
    for (const json::Value& index : *indexes) {
      TRY(check_index(table, index, indexes == &global));
      std::string name(index.string_or("IndexName", ""));
      if (!names.insert(name).second) return invalid_value("Duplicate index name: {}", name);
      for (std::string& key : names_in(index.find("KeySchema"))) used.push_back(std::move(key));
    }
  }
  return check_definitions_used(used, defined, !names.empty());
}

aws::Result<void> check_throughput(std::string_view billing_mode, const json::Value* throughput,
                                   std::string_view index) {
  std::string of = index.empty() ? "" : fmt::format(" for index: {}", index);
  bool is_on_demand = billing_mode == "PAY_PER_REQUEST";
  if (is_on_demand && throughput) {
    return invalid_value(
        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
        "PAY_PER_REQUEST{}",
        of);
  }
  if (!is_on_demand && !throughput) {
    return invalid_value(
        "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED{}",
        of);
  }
  return {};
}

}  // namespace account::dynamodb
