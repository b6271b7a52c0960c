#include "policy/match/condition.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "policy/semantics.h"

namespace policy {
namespace {

bool in_order(Order order, int difference) {
  switch (order) {
    case Order::equal:
      return difference == 0;
    case Order::less:
      return difference < 0;
    case Order::less_equal:
      return difference <= 0;
    case Order::greater:
      return difference > 0;
    case Order::greater_equal:
      return difference >= 0;
  }
  return false;
}

int sign(int64_t a, int64_t b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

// Present but without a value: an empty list, or nothing but empty texts (rule 29).
bool is_null(const Context::Entry* entry) {
  return !entry || std::all_of(entry->values.begin(), entry->values.end(),
                               [](const std::string& value) { return value.empty(); });
}

}  // namespace

Condition::Condition(const WrittenCondition& written, const Operator& op, bool has_variables, bool allow)
    : operator_(op), allow_(allow), key_(base::lower(written.key.value)), hash_(key_hash(key_)) {
  operands_.reserve(written.values.size());
  for (const auto& value : written.values) operands_.push_back(operand(value.value, has_variables));
}

Condition::Operand Condition::operand(const std::string& text, bool has_variables) const {
  switch (operator_.comparison) {
    case Comparison::string:
      return Pattern(text, {operator_.wildcards, has_variables, operator_.fold_case});
    case Comparison::arn:
      return arn_operand(text, has_variables);
    case Comparison::boolean:
      return Pattern(text, {false, has_variables, true});
    case Comparison::numeric:
      if (Decimal::parse(text)) return text;
      return Mistyped{};
    case Comparison::date:
      if (auto date = parse_date(text)) return *date;
      return Mistyped{};
    case Comparison::binary:
      if (auto bytes = base::unbase64(text)) return *bytes;
      return Mistyped{};
    case Comparison::ip:
      if (auto range = IpRange::parse(text)) return *range;
      return Mistyped{};
    case Comparison::null:
      if (auto absent = parse_bool(text)) return *absent;
      return Mistyped{};
  }
  return Mistyped{};
}

// Splits behind the tokenizer, so that the colon of `${aws:username}` separates no fields.
Condition::Operand Condition::arn_operand(std::string_view text, bool has_variables) {
  TokenizedText tokenized = tokenize_with_variables(text, {true, has_variables, false});
  TokensView rest = tokenized.tokens;
  auto arn = std::make_shared<ArnPattern>();
  for (size_t i = 0; i < 6; ++i) {
    size_t colon = i < 5 ? rest.find(u':') : TokensView::npos;
    if (i < 5 && colon == TokensView::npos) return Mistyped{};
    arn->fields[i] = Pattern(Tokens(rest.substr(0, colon)), tokenized.variables, false);
    if (i < 5) rest.remove_prefix(colon + 1);
  }
  return std::shared_ptr<const ArnPattern>(std::move(arn));
}

bool Condition::holds(const Context& context) const {
  return holds_for(context.find_lowered(key_, hash_), context);
}

bool Condition::holds_for(const Context::Entry* entry, const Context& context) const {
  if (operator_.comparison == Comparison::null) {
    return any_operand([&](const Operand& o) {
             const bool* absent = std::get_if<bool>(&o);
             return absent && *absent == is_null(entry) ? Fit::yes : Fit::no;
           }) == Answer::yes;
  }
  if (!entry) {
    if (operator_.if_exists) return operator_.quantifier == Quantifier::none || kQualifiedIfExistsWhenAbsent;
    if (operator_.quantifier == Quantifier::none) return operator_.negated;
    return operator_.quantifier == Quantifier::for_all;
  }
  const auto& values = entry->values;
  auto one_holds = [&](const std::string& value) { return value_holds(value, context); };
  switch (operator_.quantifier) {
    case Quantifier::none:
      if (entry->multivalued) return operator_.negated && multivalued_satisfies_negation(allow_);
      return std::any_of(values.begin(), values.end(), one_holds);
    case Quantifier::for_any:
      return std::any_of(values.begin(), values.end(), one_holds);
    case Quantifier::for_all:
      if (is_null(entry)) return true;
      return std::all_of(values.begin(), values.end(), one_holds);
  }
  return false;
}

bool Condition::value_holds(std::string_view value, const Context& context) const {
  Answer answer = compare(value, context);
  if (answer == Answer::mistyped) return operator_.negated && mistyped_satisfies_negation(allow_);
  return (answer == Answer::yes) != operator_.negated;
}

// Whether one of the operands fits. A mistyped one spoils the answer only if none does.
template <typename Fits>
Condition::Answer Condition::any_operand(Fits fits) const {
  bool mistyped = false;
  for (const auto& operand : operands_) {
    if (std::holds_alternative<Mistyped>(operand)) {
      mistyped = true;
    } else if (fits(operand) == Fit::yes) {
      return Answer::yes;
    }
  }
  return mistyped ? Answer::mistyped : Answer::no;
}

Condition::Answer Condition::compare(std::string_view value, const Context& context) const {
  switch (operator_.comparison) {
    case Comparison::string:
      return compare_string(value, context);
    case Comparison::arn:
      return compare_arn(value, context);
    case Comparison::boolean:
      return compare_boolean(value, context);
    case Comparison::numeric: {
      auto number = Decimal::parse(value);
      if (!number) return Answer::mistyped;
      return any_operand([&](const Operand& o) {
        return in_order(operator_.order, number->compare(*Decimal::parse(std::get<std::string>(o))))
                   ? Fit::yes
                   : Fit::no;
      });
    }
    case Comparison::date: {
      auto date = parse_date(value);
      if (!date) return Answer::mistyped;
      return any_operand([&](const Operand& o) {
        return in_order(operator_.order, sign(*date, std::get<int64_t>(o))) ? Fit::yes : Fit::no;
      });
    }
    case Comparison::binary: {
      auto bytes = base::unbase64(value);
      if (!bytes) return Answer::mistyped;
      return any_operand(
          [&](const Operand& o) { return *bytes == std::get<std::string>(o) ? Fit::yes : Fit::no; });
    }
    case Comparison::ip: {
      auto address = IpRange::parse_address(value);
      if (!address) return Answer::mistyped;
      return any_operand(
          [&](const Operand& o) { return std::get<IpRange>(o).contains(*address) ? Fit::yes : Fit::no; });
    }
    case Comparison::null:
      break;  // answered without a value
  }
  return Answer::no;
}

Condition::Answer Condition::compare_string(std::string_view value, const Context& context) const {
  return any_operand([&](const Operand& o) { return std::get<Pattern>(o).fits(value, context); });
}

Condition::Answer Condition::compare_arn(std::string_view value, const Context& context) const {
  auto fields = split_arn(value);
  if (!fields) return Answer::mistyped;
  return any_operand([&](const Operand& o) {
    const ArnPattern& pattern = *std::get<std::shared_ptr<const ArnPattern>>(o);
    for (size_t i = 0; i < 6; ++i) {
      Fit fit = pattern.fields[i].fits((*fields)[i], context);
      if (fit != Fit::yes) return fit;
    }
    return Fit::yes;
  });
}

// Compared as text without case, after both were found to be booleans; the policy's may come from a variable.
Condition::Answer Condition::compare_boolean(std::string_view value, const Context& context) const {
  if (!parse_bool(value)) return Answer::mistyped;
  return any_operand([&](const Operand& o) { return std::get<Pattern>(o).fits(value, context); });
}

}  // namespace policy
