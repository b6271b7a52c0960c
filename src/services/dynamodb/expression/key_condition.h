// KeyConditionExpression: the hash key equals a value, and the range key lies in a range.
//
// Source: Amazon DynamoDB Developer Guide, "Key condition expressions for the Query operation in DynamoDB".
#pragma once

#include <optional>
#include <string>

#include "services/dynamodb/expression/parse.h"

namespace account::dynamodb {

// Which values of a range key are meant.
struct KeyRange {
  Condition::Kind kind;  // equal, less, less_or_equal, greater, greater_or_equal, between, begins_with
  Value value;           // of between the lower one
  std::optional<Value> upper = std::nullopt;
};

struct KeyCondition {
  Value hash;
  std::optional<KeyRange> range;  // nullopt: all of them
};

// `range_name` empty: the table or index has none. Errors: ValidationException.
aws::Result<KeyCondition> parse_key_condition(std::string_view text, Placeholders& placeholders,
                                              const std::string& hash_name, const std::string& range_name);

}  // namespace account::dynamodb
