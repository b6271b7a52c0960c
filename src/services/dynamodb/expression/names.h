// Which attributes an expression names, without reading the whole of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/dynamodb/expression/tree.h"

namespace account::dynamodb {

// The attributes with which its paths begin. `names`: ExpressionAttributeNames; nullptr: there are none. Of a text
// that is no expression, none.
std::vector<std::string> attribute_names(std::string_view expression, const json::Value* names);
// Of a condition that was read.
std::vector<std::string> attribute_names(const Condition& condition);

}  // namespace account::dynamodb
