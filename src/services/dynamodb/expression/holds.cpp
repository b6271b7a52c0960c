#include <algorithm>
#include <array>

#include "base/code_points.h"
#include "services/dynamodb/expression/evaluate.h"

namespace account::dynamodb {
namespace {

using Kind = Condition::Kind;

std::optional<size_t> length_of(const Value& value) {
  switch (value.type) {
    case Type::S:
      return base::code_points(value.text).size();
    case Type::B:
      return value.text.size();
    case Type::M:
      return value.members.size();
    case Type::N:
    case Type::BOOL:
    case Type::Null:
      return std::nullopt;
    default:
      return value.elements.size();
  }
}

// What an operand of a condition stands for: in the item, in the expression, or made for the moment.
class Operands {
 public:
  Operands(const std::vector<Operand>& operands, const Item& item) : operands_(operands), item_(item) {}

  size_t size() const { return operands_.size(); }

  // nullptr: nothing is there. Good until the next is asked for where it is a size.
  const Value* at(size_t i) {
    const Operand& operand = operands_[i];
    if (operand.kind != Operand::Kind::size) return stored(operand);
    const Value* of = stored(operand.arguments[0]);
    std::optional<size_t> length = of ? length_of(*of) : std::nullopt;
    if (!length) return nullptr;
    Value& made = made_[i < made_.size() ? i : made_.size() - 1];
    made = number_value(*Number::parse(std::to_string(*length)));
    return &made;
  }

 private:
  const Value* stored(const Operand& operand) const {
    return operand.is_value() ? &operand.value : find(item_, operand.path);
  }

  const std::vector<Operand>& operands_;
  const Item& item_;
  std::array<Value, 3> made_;
};

bool contains(const Value& whole, const Value& part) {
  if (whole.type == Type::S || whole.type == Type::B)
    return part.type == whole.type && whole.text.find(part.text) != std::string::npos;
  return std::find(whole.elements.begin(), whole.elements.end(), part) != whole.elements.end();
}

bool begins_with(const Value& whole, const Value& part) {
  bool has_text = whole.type == Type::S || whole.type == Type::B;
  return has_text && whole.type == part.type && whole.text.starts_with(part.text);
}

bool holds_order(Kind kind, const Value& a, const Value& b) {
  std::optional<std::strong_ordering> order = compare(a, b);
  if (!order) return false;
  switch (kind) {
    case Kind::less:
      return *order < 0;
    case Kind::less_or_equal:
      return *order <= 0;
    case Kind::greater:
      return *order > 0;
    default:
      return *order >= 0;
  }
}

bool is_in_list(Operands& operands) {
  const Value* first = operands.at(0);
  if (!first) return false;
  for (size_t i = 1; i < operands.size(); ++i) {
    const Value* one = operands.at(i);
    if (one && *one == *first) return true;
  }
  return false;
}

bool is_between(const Value* value, const Value* lower, const Value* upper) {
  return value && lower && upper && holds_order(Kind::greater_or_equal, *value, *lower) &&
         holds_order(Kind::less_or_equal, *value, *upper);
}

bool holds_of(Kind kind, Operands operands) {
  if (kind == Kind::in) return is_in_list(operands);
  const Value* first = operands.at(0);
  if (kind == Kind::attribute_exists) return first != nullptr;
  if (kind == Kind::attribute_not_exists) return first == nullptr;
  const Value* second = operands.at(1);
  if (kind == Kind::between) return is_between(first, second, operands.at(2));
  if (!first || !second) return kind == Kind::not_equal;
  switch (kind) {
    case Kind::equal:
      return *first == *second;
    case Kind::not_equal:
      return *first != *second;
    case Kind::attribute_type:
      return name_of(first->type) == second->text;
    case Kind::begins_with:
      return begins_with(*first, *second);
    case Kind::contains:
      return contains(*first, *second);
    default:
      return holds_order(kind, *first, *second);
  }
}

}  // namespace

bool holds(const Condition& condition, const Item& item) {
  auto holds_here = [&](const Condition& part) { return holds(part, item); };
  const std::vector<Condition>& parts = condition.parts;
  switch (condition.kind) {
    case Kind::all:
      return std::all_of(parts.begin(), parts.end(), holds_here);
    case Kind::any:
      return std::any_of(parts.begin(), parts.end(), holds_here);
    case Kind::none:
      return !holds(parts[0], item);
    default:
      return holds_of(condition.kind, Operands(condition.operands, item));
  }
}

}  // namespace account::dynamodb
