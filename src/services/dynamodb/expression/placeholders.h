// ExpressionAttributeNames and ExpressionAttributeValues of a call: what #name and :value stand for, and which of
// them its expressions used.
//
// Source: Amazon DynamoDB Developer Guide, "Expression attribute names (aliases) in DynamoDB", "Using expression
// attribute values in DynamoDB".
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "services/dynamodb/value.h"

namespace account::dynamodb {

class Placeholders {
 public:
  // nullptr: the call does not say. `expressions`: the parameters that could use them, of which the call gives some or
  // none. Errors: ValidationException.
  static aws::Result<Placeholders> read(const json::Value* names, const json::Value* values,
                                        bool has_expressions, std::string_view expressions);

  // `placeholder` with its # or :. nullptr: the call does not say.
  const std::string* name(std::string_view placeholder);
  const Value* value(std::string_view placeholder);

  // Error: the call says what no expression uses.
  aws::Result<void> check_all_used() const;

 private:
  std::map<std::string, std::string, std::less<>> names_;
  std::map<std::string, Value, std::less<>> values_;
  std::set<std::string, std::less<>> used_;
};

}  // namespace account::dynamodb
