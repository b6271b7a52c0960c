// Expressions applied to items.
//
// Source: Amazon DynamoDB Developer Guide, "Condition and filter expressions, operators, and functions in DynamoDB",
// "Using update expressions in DynamoDB", "Using projection expressions in DynamoDB".
#pragma once

#include <vector>

#include "services/dynamodb/expression/tree.h"

namespace account::dynamodb {

// What is not there equals nothing, and differs from everything.
bool holds(const Condition& condition, const Item& item);

// The item after the update. All operands are read from the item as it was before. Errors: ValidationException.
aws::Result<Item> apply_update(const Update& update, const Item& item);

// Of the item only what the paths lead to: of a map the members named, of a list the elements named, which close ranks.
Item project(const std::vector<Path>& paths, const Item& item);

std::vector<Path> paths_of(const Update& update);  // that it changes

}  // namespace account::dynamodb
