#include "base/json_answer.h"

namespace json {
namespace {

using base::ErrorKind;

tl::unexpected<base::Error> misfit(std::string_view what, std::string_view name, const Value* found,
                                   std::string_view expected) {
  return base::fail(ErrorKind::io, "{}: `{}` is {}, expected {}", what, name,
                    found ? found->type_name() : "missing", expected);
}

}  // namespace

base::Result<Value> parse_object(std::string_view text, std::string_view what) {
  auto value = parse(text);
  if (!value) return base::fail(ErrorKind::io, "{} is not JSON: {}", what, value.error().message);
  if (value->is_object()) return value;
  return base::fail(ErrorKind::io, "{} is JSON, but {}, expected an object", what, value->type_name());
}

base::Result<const Array*> array_at(const Value& object, std::string_view name, std::string_view what) {
  const Value* found = object.find(name);
  if (found && found->is_array()) return &found->as_array();
  return misfit(what, name, found, "a list");
}

base::Result<std::string> text_at(const Value& object, std::string_view name, std::string_view what) {
  const Value* found = object.find(name);
  if (found && found->is_string()) return found->as_string();
  return misfit(what, name, found, "text");
}

}  // namespace json
