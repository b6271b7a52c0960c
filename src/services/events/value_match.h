// What a pattern says of one value of an event: that it is this one, or an operator. Pure.
//
// Source: Amazon EventBridge User Guide, "Comparison operators for use in event patterns".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "policy/match/glob.h"
#include "policy/match/values.h"

namespace account::events {

class ValueMatch {
 public:
  // An entry of a pattern's list.
  static base::Result<ValueMatch> read(const json::Value& written);

  // `value`: no list and no object; nullptr: the event has none there.
  bool matches(const json::Value* value) const;
  // The text that it wants, and nothing else.
  std::optional<std::string> text() const;

 private:
  enum class Kind { literal, prefix, suffix, ignoring_case, wildcard, cidr, numeric, anything_but, exists };
  struct Bound {
    std::string operation;  // =, <, <=, >, >=
    double number;
  };

  using Read = base::Result<ValueMatch>;
  static Read read_operator(std::string_view name, const json::Value& operand);
  static Read read_text(Kind kind, const json::Value& operand);
  static Read read_end(Kind kind, const json::Value& operand);
  static Read read_wildcard(const json::Value& operand);
  static Read read_cidr(const json::Value& operand);
  static Read read_numeric(const json::Value& operand);
  static Read read_anything_but(const json::Value& operand);
  static Read read_exists(const json::Value& operand);
  bool text_matches(const std::string& text) const;

  Kind kind_ = Kind::literal;
  json::Value literal_;
  std::string text_ = {};
  bool ignores_case_ = false;  // of a prefix or suffix
  policy::Tokens wildcard_ = {};
  std::optional<policy::IpRange> range_ = {};
  std::vector<Bound> bounds_ = {};
  std::vector<ValueMatch> others_ = {};  // of which anything-but wants none
  bool exists_ = true;
};

}  // namespace account::events
