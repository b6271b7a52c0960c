// Reading a document that somebody else wrote, such as the answer of a peer: what is missing or of another
// type is an error that says so, where json::Value's own accessors would end the program.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace json {

// `what` names the document in the error: "the account's answer".
base::Result<Value> parse_object(std::string_view text, std::string_view what);

// The member `name` of an object; `what` as above. A value that is no object has no members.
base::Result<const Array*> array_at(const Value& object, std::string_view name, std::string_view what);
base::Result<std::string> text_at(const Value& object, std::string_view name, std::string_view what);

}  // namespace json
