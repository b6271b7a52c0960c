// What a table's keys and indexes are, as reading and writing items needs to know it.
//
// Source: Amazon DynamoDB Developer Guide, "Core components of Amazon DynamoDB", "Improving data access with secondary
// indexes in DynamoDB".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/dynamodb/expression/tree.h"

namespace account::dynamodb {

struct KeyAttribute {
  std::string name;
  Type type;
};

struct Keys {
  KeyAttribute hash;
  std::optional<KeyAttribute> range;

  // Its attributes of an item that has them all.
  Item of(const Item& item) const;
  bool contains(std::string_view name) const;
};

struct Index {
  std::string name;
  Keys keys;
  bool is_global;
  bool has_all;                       // of the attributes
  std::vector<std::string> included;  // beside the keys, where it has not all

  // Whether an item stands in it: it has the keys.
  bool takes(const Item& item) const;
};

struct Schema {
  std::string table;
  Keys keys;
  std::vector<Index> indexes;  // without those that are being deleted

  const Index* find(std::string_view name) const;  // nullptr: there is none
  // The attributes that an index has of an item.
  Item projected(const Index& index, const Item& item) const;
};

// Of a table's record (table.h).
Schema schema_of(const json::Value& table);

// Errors: ValidationException. Of an item to be stored: its keys are there and of their types, neither empty nor too
// long; and what indexes have as a key is of the index's type where it is there.
aws::Result<void> check_item_keys(const Schema& schema, const Item& item);
// Of a key that a call gives: exactly the attributes that it must have.
aws::Result<void> check_key(const Keys& keys, const Item& key);

}  // namespace account::dynamodb
