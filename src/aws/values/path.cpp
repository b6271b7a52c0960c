#include "aws/values/path.h"

#include "base/text.h"

namespace aws {
namespace {

constexpr std::string_view kOr = " || ";
constexpr std::string_view kLength = "length(";

// One name and what stands in brackets behind it.
struct Step {
  std::string_view name;
  bool bracketed = false;
  std::string_view index;  // empty in `[]`
};

Step read_step(std::string_view text) {
  size_t open = text.find('[');
  if (open == text.npos) return {text, false, {}};
  return {text.substr(0, open), true, text.substr(open + 1, text.find(']') - open - 1)};
}

json::Value member_of(const json::Value& value, std::string_view name) {
  const json::Value* found = value.is_object() ? value.find(name) : nullptr;
  return found ? *found : json::Value();
}

json::Value element_at(const json::Value& list, std::string_view index) {
  if (!list.is_array()) return {};
  auto size = static_cast<int64_t>(list.as_array().size());
  int64_t at = base::parse_int(index).value_or(0);
  if (at < 0) at += size;
  return at >= 0 && at < size ? list.as_array()[static_cast<size_t>(at)] : json::Value();
}

json::Value flattened(const json::Value& list) {
  if (!list.is_array()) return {};
  json::Array out;
  for (const json::Value& element : list.as_array()) {
    if (element.is_array()) {
      out.insert(out.end(), element.as_array().begin(), element.as_array().end());
    } else {
      out.push_back(element);
    }
  }
  return out;
}

json::Value take_step(const json::Value& value, const Step& step) {
  json::Value found = member_of(value, step.name);
  if (!step.bracketed) return found;
  return step.index.empty() ? flattened(found) : element_at(found, step.index);
}

// Behind a `[]` the steps are taken from each element; what they do not find is left out.
json::Value walk(const json::Value& value, std::string_view path) {
  json::Value current = value;
  bool many = false;
  for (std::string_view text : base::split(path, '.')) {
    Step step = read_step(text);
    if (!many) {
      current = take_step(current, step);
    } else if (current.is_array()) {
      json::Array out;
      for (const json::Value& element : current.as_array()) {
        json::Value found = take_step(element, step);
        if (!found.is_null()) out.push_back(std::move(found));
      }
      current = step.bracketed && step.index.empty() ? flattened(out) : json::Value(std::move(out));
    }
    many = many || (step.bracketed && step.index.empty());
  }
  return current;
}

// JMESPath's idea of false.
bool is_empty(const json::Value& value) {
  if (value.is_string()) return value.as_string().empty();
  if (value.is_array()) return value.as_array().empty();
  if (value.is_object()) return value.as_object().empty();
  return value.is_null() || (value.is_bool() && !value.as_bool());
}

size_t length_of(const json::Value& value) {
  if (value.is_array()) return value.as_array().size();
  if (value.is_object()) return value.as_object().size();
  return value.is_string() ? value.as_string().size() : 0;
}

// length(PATH) > `N`, or ==.
json::Value compare_length(const json::Value& value, std::string_view expression) {
  size_t close = expression.find(')');
  std::string_view path = expression.substr(kLength.size(), close - kLength.size());
  std::string_view rest = expression.substr(close + 2);
  size_t quote = rest.find('`');
  auto bound = base::parse_int(rest.substr(quote + 1, rest.size() - quote - 2));
  auto length = static_cast<int64_t>(length_of(walk(value, path)));
  return rest.starts_with('>') ? length > bound.value_or(0) : length == bound.value_or(0);
}

}  // namespace

json::Value find_path(const json::Value& value, std::string_view expression) {
  if (expression.starts_with(kLength)) return compare_length(value, expression);
  while (true) {
    size_t end = expression.find(kOr);
    json::Value found = walk(value, expression.substr(0, end));
    if (end == expression.npos || !is_empty(found)) return found;
    expression.remove_prefix(end + kOr.size());
  }
}

bool finds_many(std::string_view expression) {
  return expression.find("[]") != expression.npos && !expression.starts_with(kLength);
}

}  // namespace aws
