#include "services/events/event_pattern.h"

#include <algorithm>

namespace account::events {
namespace {

constexpr std::string_view kOr = "$or";
constexpr size_t kMostTests = 3000;  // a pattern has 4,096 characters

template <typename... Args>
tl::unexpected<base::Error> refuse(fmt::format_string<Args...> format, Args&&... args) {
  return base::fail(base::ErrorKind::invalid, format, std::forward<Args>(args)...);
}

// The values of a list, and of lists in it; objects are none.
void gather(const json::Value& value, std::vector<const json::Value*>& values) {
  if (value.is_array()) {
    for (const json::Value& entry : value.as_array()) gather(entry, values);
  } else if (!value.is_object()) {
    values.push_back(&value);
  }
}

}  // namespace

base::Result<EventPattern> EventPattern::parse(std::string_view text) {
  auto pattern = json::parse(text);
  if (!pattern) return tl::unexpected(pattern.error());
  return read(*pattern);
}

base::Result<EventPattern> EventPattern::read(const json::Value& pattern) {
  if (!pattern.is_object()) return refuse("Filter is not an object");
  size_t budget = kMostTests;
  EventPattern result;
  result.top_ = TRY(read_object(pattern, budget));
  return result;
}

base::Result<EventPattern::Node> EventPattern::read_object(const json::Value& object, size_t& budget) {
  Node node;
  if (object.as_object().empty()) return refuse("Empty objects are not allowed");
  for (const json::Member& member : object.as_object()) {
    if (member.name != kOr) {
      Node inner = TRY(read_member(member.name, member.value, budget));
      node.members.emplace_back(member.name, std::move(inner));
      continue;
    }
    if (!member.value.is_array() || member.value.as_array().size() < 2)
      return refuse("$or wants a list of at least two objects");
    std::vector<Node> alternatives;
    for (const json::Value& one : member.value.as_array()) {
      if (!one.is_object()) return refuse("$or wants a list of at least two objects");
      Node inner = TRY(read_object(one, budget));
      alternatives.push_back(std::move(inner));
    }
    node.alternatives.push_back(std::move(alternatives));
  }
  return node;
}

base::Result<EventPattern::Node> EventPattern::read_member(const std::string& name, const json::Value& value,
                                                           size_t& budget) {
  if (value.is_object()) return read_object(value, budget);
  if (!value.is_array()) return refuse("\"{}\" must be an object or an array", name);
  if (value.as_array().empty()) return refuse("Empty arrays are not allowed: \"{}\"", name);
  Node node;
  for (const json::Value& one : value.as_array()) {
    if (budget-- == 0) return refuse("there are more than {} values", kMostTests);
    auto test = ValueMatch::read(one);
    if (!test) return refuse("{} of \"{}\"", test.error().message, name);
    node.tests.push_back(std::move(*test));
  }
  return node;
}

// Of a list of objects one must fit as a whole.
bool EventPattern::matches(const Node& node, const json::Value* value) {
  if (!node.tests.empty()) {
    std::vector<const json::Value*> values;
    if (value) gather(*value, values);
    if (values.empty()) values.push_back(nullptr);
    return std::any_of(node.tests.begin(), node.tests.end(), [&](const ValueMatch& test) {
      return std::any_of(values.begin(), values.end(),
                         [&](const json::Value* one) { return test.matches(one); });
    });
  }
  if (!value || !value->is_array() || value->as_array().empty()) return members_match(node, value);
  return std::any_of(value->as_array().begin(), value->as_array().end(),
                     [&](const json::Value& one) { return matches(node, &one); });
}

bool EventPattern::members_match(const Node& node, const json::Value* value) {
  auto fits = [&](const auto& member) {
    return matches(member.second, value ? value->find(member.first) : nullptr);
  };
  auto has_fitting = [&](const std::vector<Node>& some) {
    return std::any_of(some.begin(), some.end(), [&](const Node& one) { return members_match(one, value); });
  };
  return std::all_of(node.members.begin(), node.members.end(), fits) &&
         std::all_of(node.alternatives.begin(), node.alternatives.end(), has_fitting);
}

const EventPattern::Node* EventPattern::find(const Node& node, std::string_view member) {
  auto found = std::find_if(node.members.begin(), node.members.end(),
                            [&](const auto& one) { return one.first == member; });
  return found == node.members.end() ? nullptr : &found->second;
}

std::vector<std::string> EventPattern::texts(const Node* node) {
  std::vector<std::string> texts;
  if (!node) return texts;
  for (const ValueMatch& test : node->tests) {
    auto text = test.text();
    if (!text) return {};
    texts.push_back(std::move(*text));
  }
  return texts;
}

std::vector<std::string> EventPattern::texts_of(std::string_view member) const {
  return texts(find(top_, member));
}

std::vector<std::string> EventPattern::texts_of(std::string_view member, std::string_view inner) const {
  const Node* outer = find(top_, member);
  return texts(outer ? find(*outer, inner) : nullptr);
}

}  // namespace account::events
