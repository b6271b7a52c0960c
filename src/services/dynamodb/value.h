// Attribute values and items.
//
// Source: Amazon DynamoDB API Reference, AttributeValue; Developer Guide, "Supported data types and naming rules",
// "DynamoDB item sizes and formats".
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/error.h"
#include "base/json.h"
#include "services/dynamodb/number.h"

namespace account::dynamodb {

enum class Type { S, N, B, SS, NS, BS, M, L, BOOL, Null };

std::string_view name_of(Type type);  // S, N, ..., NULL
std::optional<Type> type_named(std::string_view name);
bool is_set(Type type);

struct Value;
using Item = std::map<std::string, Value, std::less<>>;

struct Value {
  Type type = Type::Null;
  std::string text = {};             // S, B
  Number number = {};                // N
  bool flag = false;                 // BOOL
  std::vector<Value> elements = {};  // L in its order; sets in order of their elements, each an S, N or B
  Item members = {};                 // M

  bool operator==(const Value& other) const = default;
};

Value text_value(std::string text);
Value number_value(Number number);

// How bytes stand in JSON: as they are, between the gateway and a service; or as base64, in the store.
enum class Bytes { raw, base64 };

// Errors: ValidationException for what no attribute can be (types, numbers, sets, nesting).
aws::Result<Value> read_value(const json::Value& shape, Bytes bytes = Bytes::raw);
aws::Result<Item> read_item(const json::Value& shape, Bytes bytes = Bytes::raw);
json::Value shape_of(const Value& value, Bytes bytes = Bytes::raw);
json::Value shape_of(const Item& item, Bytes bytes = Bytes::raw);

// In bytes, as the limits and the capacity count them.
size_t size_of(const Value& value);
size_t size_of(const Item& item);

// Of values of the same type that has an order (S, N, B); nullopt: they cannot be compared.
std::optional<std::strong_ordering> compare(const Value& a, const Value& b);
// How the elements of a set are ordered: two of one type.
bool is_before(const Value& a, const Value& b);

const Value* find(const Item& item, std::string_view name);  // nullptr: it has none

}  // namespace account::dynamodb
