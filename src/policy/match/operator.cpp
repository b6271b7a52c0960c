// The names of the condition operators (IAM User Guide, "IAM JSON policy elements: Condition operators").
#include "base/text.h"
#include "policy/match/condition.h"

namespace policy {
namespace {

struct Named {
  std::string_view name;
  Operator op;
};

constexpr Operator make(Comparison comparison, bool negated = false, Order order = Order::equal) {
  Operator op;
  op.comparison = comparison;
  op.negated = negated;
  op.order = order;
  return op;
}

constexpr Operator text(bool negated, bool wildcards, bool fold_case) {
  Operator op = make(Comparison::string, negated);
  op.wildcards = wildcards;
  op.fold_case = fold_case;
  return op;
}

constexpr Named kOperators[] = {
    {"StringEquals", text(false, false, false)},
    {"StringNotEquals", text(true, false, false)},
    {"StringEqualsIgnoreCase", text(false, false, true)},
    {"StringNotEqualsIgnoreCase", text(true, false, true)},
    {"StringLike", text(false, true, false)},
    {"StringNotLike", text(true, true, false)},
    {"NumericEquals", make(Comparison::numeric)},
    {"NumericNotEquals", make(Comparison::numeric, true)},
    {"NumericLessThan", make(Comparison::numeric, false, Order::less)},
    {"NumericLessThanEquals", make(Comparison::numeric, false, Order::less_equal)},
    {"NumericGreaterThan", make(Comparison::numeric, false, Order::greater)},
    {"NumericGreaterThanEquals", make(Comparison::numeric, false, Order::greater_equal)},
    {"DateEquals", make(Comparison::date)},
    {"DateNotEquals", make(Comparison::date, true)},
    {"DateLessThan", make(Comparison::date, false, Order::less)},
    {"DateLessThanEquals", make(Comparison::date, false, Order::less_equal)},
    {"DateGreaterThan", make(Comparison::date, false, Order::greater)},
    {"DateGreaterThanEquals", make(Comparison::date, false, Order::greater_equal)},
    {"Bool", make(Comparison::boolean)},
    {"BinaryEquals", make(Comparison::binary)},
    {"IpAddress", make(Comparison::ip)},
    {"NotIpAddress", make(Comparison::ip, true)},
    {"ArnEquals", make(Comparison::arn)},
    {"ArnNotEquals", make(Comparison::arn, true)},
    {"ArnLike", make(Comparison::arn)},
    {"ArnNotLike", make(Comparison::arn, true)},
    {"Null", make(Comparison::null)},
};

// Takes `part` off the front of `name`, in any case.
bool take_front(std::string_view& name, std::string_view part) {
  if (!base::equal_ignoring_case(name.substr(0, part.size()), part)) return false;
  name.remove_prefix(part.size());
  return true;
}

bool take_back(std::string_view& name, std::string_view part) {
  if (name.size() < part.size()) return false;
  if (!base::equal_ignoring_case(name.substr(name.size() - part.size()), part)) return false;
  name.remove_suffix(part.size());
  return true;
}

}  // namespace

std::optional<Operator> Operator::parse(std::string_view name) {
  Quantifier quantifier = Quantifier::none;
  if (take_front(name, "ForAllValues:")) {
    quantifier = Quantifier::for_all;
  } else if (take_front(name, "ForAnyValue:")) {
    quantifier = Quantifier::for_any;
  }
  bool if_exists = take_back(name, "IfExists");
  for (const auto& known : kOperators) {
    if (known.name.size() != name.size() || !base::equal_ignoring_case(known.name, name)) continue;
    Operator op = known.op;
    // Null asks for presence alone; IfExists and set prefixes mean nothing to it (rule 23).
    bool plain = op.comparison == Comparison::null;
    op.if_exists = if_exists && !plain;
    op.quantifier = plain ? Quantifier::none : quantifier;
    return op;
  }
  return std::nullopt;
}

std::vector<std::string> Operator::names() {
  std::vector<std::string> out;
  for (const auto& known : kOperators) out.emplace_back(known.name);
  return out;
}

}  // namespace policy
