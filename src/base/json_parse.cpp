#include <charconv>

#include "base/json_nodes.h"

namespace json {
namespace {

template <typename Number>
Number number(std::string_view text) {
  Number value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Value to_value(const Node& node);

Array to_array(const Node& node) {
  Array array;
  array.reserve(node.count());
  for (const Node& element : node) array.push_back(to_value(element));
  return array;
}

Object to_object(const Node& node) {
  std::vector<Member> members;
  members.reserve(node.count());
  for (const Node& member : node) {
    members.push_back({std::string(member.name), to_value(member), member.name_span});
  }
  return Object(std::move(members));
}

Value data_of(const Node& node) {
  switch (node.type) {
    case Node::Type::null:
      return nullptr;
    case Node::Type::boolean:
      return node.text == "true";
    case Node::Type::integer:
      return number<int64_t>(node.text);
    case Node::Type::number:
      return number<double>(node.text);
    case Node::Type::string:
      return node.text;
    case Node::Type::array:
      return to_array(node);
    case Node::Type::object:
      return to_object(node);
  }
  return nullptr;
}

Value to_value(const Node& node) {
  Value value = data_of(node);
  value.span = node.span;
  return value;
}

}  // namespace

base::Result<Value> parse(std::string_view text, const Limits& limits) {
  auto nodes = read(text, limits);
  if (nodes) return to_value(nodes->root());
  const SyntaxError& error = nodes.error();
  return base::fail(base::ErrorKind::invalid, "invalid JSON at line {}, column {}: {}", error.span.line,
                    error.span.column, error.message);
}

}  // namespace json
