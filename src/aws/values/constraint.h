// What a model demands of a request's values beyond their types: required, lengths, ranges, patterns, enums.
#pragma once

#include <string>
#include <vector>

#include "aws/model/model.h"
#include "base/json.h"

namespace aws {

struct Violation {
  // In AWS's words: Value 'a b' at 'roleName' failed to satisfy constraint: Member must ...
  std::string text;
  std::string_view member;  // the member of the input that it is in
  std::string_view shape;   // of the value itself
  bool missing = false;
  Location location = Location::body;  // of `member`
};

// At most ten; values of sensitive shapes are not shown.
std::vector<Violation> violations(const Shape& shape, const json::Object& input);

// Characters (code points) of a UTF-8 text.
size_t character_count(std::string_view text);

}  // namespace aws
