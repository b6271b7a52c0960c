// Where in an answer something stands: the expressions of paginators and waiters.
//
// Source: the JMESPath specification (jmespath.org), of which these are the parts that the models use: names
// joined by dots, `[]` (each element, flattened by one level), `[N]` (from the end if negative), `A || B`
// (the first that is not empty), and `length(A) > `N`` or `==`. tools/compile_models.py lets nothing else
// into the table.
#pragma once

#include <string_view>
#include <vector>

#include "base/json.h"

namespace aws {

// What the expression finds in `value`, as one value: null where it finds nothing; a list after `[]`.
json::Value find_path(const json::Value& value, std::string_view expression);

// Whether the expression has a `[]`, and so finds a list.
bool finds_many(std::string_view expression);

}  // namespace aws
