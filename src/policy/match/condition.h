// Conditions made ready: the operator as a number, the values parsed once (rules 22 to 30).
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "policy/document.h"
#include "policy/match/pattern.h"
#include "policy/match/values.h"
#include "policy/request.h"

namespace policy {

// What is compared with what.
enum class Comparison : uint8_t { string, numeric, date, boolean, binary, ip, arn, null };
enum class Order : uint8_t { equal, less, less_equal, greater, greater_equal };
enum class Quantifier : uint8_t { none, for_all, for_any };

// An operator as its name says it, such as ForAnyValue:StringNotLikeIfExists.
struct Operator {
  Comparison comparison = Comparison::string;
  Order order = Order::equal;
  bool negated = false;
  bool wildcards = false;  // StringLike
  bool fold_case = false;  // StringEqualsIgnoreCase
  bool if_exists = false;
  Quantifier quantifier = Quantifier::none;

  static std::optional<Operator> parse(std::string_view name);  // in any case
  static std::vector<std::string> names();                      // the plain ones, for did-you-mean
};

class Condition {
 public:
  // `allow`: of a statement that allows; what is not clear counts against the caller (O1, O2).
  Condition(const WrittenCondition& written, const Operator& op, bool has_variables, bool allow);

  bool holds(const Context& context) const;
  const std::string& key() const { return key_; }  // lower case
  const Operator& op() const { return operator_; }

 private:
  struct Mistyped {};
  struct ArnPattern {
    std::array<Pattern, 6> fields;
  };
  using Operand =
      std::variant<Mistyped, Pattern, std::shared_ptr<const ArnPattern>, std::string, int64_t, IpRange, bool>;

  enum class Answer : uint8_t { no, yes, mistyped };

  Operand operand(const std::string& text, bool has_variables) const;
  static Operand arn_operand(std::string_view text, bool has_variables);

  bool holds_for(const Context::Entry* entry, const Context& context) const;
  bool value_holds(std::string_view value, const Context& context) const;
  Answer compare(std::string_view value, const Context& context) const;
  Answer compare_string(std::string_view value, const Context& context) const;
  Answer compare_arn(std::string_view value, const Context& context) const;
  Answer compare_boolean(std::string_view value, const Context& context) const;
  template <typename Fits>
  Answer any_operand(Fits fits) const;

  Operator operator_;
  bool allow_ = true;
  std::string key_;
  uint64_t hash_ = 0;
  std::vector<Operand> operands_;
};

}  // namespace policy
