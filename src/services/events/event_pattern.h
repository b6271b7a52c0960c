// Event patterns: which events a rule wants. Pure.
//
//   {"source": ["aws.ec2"],
//    "detail": {"state": [{"anything-but": "pending"}], "$or": [{"a": [1]}, {"b": [{"exists": false}]}]}}
//
// A pattern is an object whose members must all fit; a list holds alternatives: values, or one operator each. A list in
// an event fits where one of its entries does; members of a pattern that look into a list of objects must be met by one
// and the same object.
//
// Source: Amazon EventBridge User Guide, "Amazon EventBridge event patterns", "Comparison operators for use in event
// patterns".
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "services/events/value_match.h"

namespace account::events {

class EventPattern {
 public:
  // Error: invalid; it says what is wrong, and of which member.
  static base::Result<EventPattern> parse(std::string_view text);
  static base::Result<EventPattern> read(const json::Value& pattern);

  bool matches(const json::Value& event) const { return matches(top_, &event); }

  // The texts that a pattern names for a member at the top, such as `source`; empty: it says nothing of it, or more
  // than texts. What condition keys of PutRule tell.
  std::vector<std::string> texts_of(std::string_view member) const;
  std::vector<std::string> texts_of(std::string_view member, std::string_view inner) const;

 private:
  struct Node {
    std::vector<std::pair<std::string, Node>> members = {};
    std::vector<std::vector<Node>> alternatives = {};  // of each `$or`
    std::vector<ValueMatch> tests = {};                // of a list; then there is nothing else
  };
  static base::Result<Node> read_object(const json::Value& object, size_t& budget);
  static base::Result<Node> read_member(const std::string& name, const json::Value& value, size_t& budget);
  static bool matches(const Node& node, const json::Value* value);
  static bool members_match(const Node& node, const json::Value* value);
  static const Node* find(const Node& node, std::string_view member);
  static std::vector<std::string> texts(const Node* node);

  Node top_;
};

}  // namespace account::events
