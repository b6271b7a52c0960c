#include "services/dynamodb/expression/placeholders.h"

#include <algorithm>

#include "base/text.h"
#include "services/dynamodb/errors.h"

namespace account::dynamodb {
namespace {

bool is_placeholder(std::string_view text, char first) {
  auto is_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return text.size() > 1 && text[0] == first && std::all_of(text.begin() + 1, text.end(), is_word);
}

aws::Result<void> check_keys(const json::Value& map, std::string_view parameter, char first) {
  if (map.as_object().empty()) return invalid("{} must not be empty", parameter);
  for (const json::Member& member : map.as_object())
    if (!is_placeholder(member.name, first))
      return invalid("{} contains invalid key: Syntax error; key: \"{}\"", parameter, member.name);
  return {};
}

template <typename Map, typename Set>
aws::Result<void> check_used(const Map& given, const Set& used, std::string_view parameter) {
  std::vector<std::string> unused;
  for (const auto& [key, value] : given)
    if (!used.contains(key)) unused.push_back(key);
  if (unused.empty()) return {};
  return invalid("Value provided in {} unused in expressions: keys: {{{}}}", parameter,
                 base::join(unused, ", "));
}

}  // namespace

aws::Result<Placeholders> Placeholders::read(const json::Value* names, const json::Value* values,
                                             bool has_expressions, std::string_view expressions) {
  Placeholders placeholders;
  if (names && !has_expressions)
    return invalid("ExpressionAttributeNames can only be specified when using expressions");
  if (values && !has_expressions)
    return invalid("ExpressionAttributeValues can only be specified when using expressions: {}", expressions);
  if (names) {
    TRY(check_keys(*names, "ExpressionAttributeNames", '#'));
    for (const json::Member& member : names->as_object())
      placeholders.names_.emplace(member.name, member.value.as_string());
  }
  if (!values) return placeholders;
  TRY(check_keys(*values, "ExpressionAttributeValues", ':'));
  for (const json::Member& member : values->as_object()) {
    aws::Result<Value> value = read_value(member.value);
    if (!value)
      return invalid("ExpressionAttributeValues contains invalid value: {} for key {}", value.error().message,
                     member.name);
    placeholders.values_.emplace(member.name, std::move(*value));
  }
  return placeholders;
}

const std::string* Placeholders::name(std::string_view placeholder) {
  auto found = names_.find(placeholder);
  if (found == names_.end()) return nullptr;
  used_.emplace(placeholder);
  return &found->second;
}

const Value* Placeholders::value(std::string_view placeholder) {
  auto found = values_.find(placeholder);
  if (found == values_.end()) return nullptr;
  used_.emplace(placeholder);
  return &found->second;
}

aws::Result<void> Placeholders::check_all_used() const {
  TRY(check_used(names_, used_, "ExpressionAttributeNames"));
  return check_used(values_, used_, "ExpressionAttributeValues");
}

}  // namespace account::dynamodb
