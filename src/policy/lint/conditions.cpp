#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "policy/lint/restriction.h"
#include "policy/lint/rules.h"
#include "policy/match/values.h"

namespace policy {
namespace {

using KeyType = Catalog::KeyType;

bool has_variable(std::string_view text) {
  return text.find("${") != std::string_view::npos;
}

// What is wrong with a value of a typed operator, and the finding's id; nullopt if nothing.
struct Mistyped {
  std::string_view id, wanted;
};
std::optional<Mistyped> mistyped(const Operator& op, const std::string& value) {
  switch (op.comparison) {
    case Comparison::numeric:
      if (Decimal::parse(value)) return std::nullopt;
      return Mistyped{"type-mismatch-number", "a number"};
    case Comparison::date:
      if (parse_date(value)) return std::nullopt;
      return Mistyped{"invalid-date-value", "a date such as 2026-11-21T08:30:00Z, or seconds since 1970"};
    case Comparison::ip:
      if (IpRange::parse(value)) return std::nullopt;
      return Mistyped{"type-mismatch-ip-range", "an address or a range such as 203.0.113.0/24"};
    case Comparison::boolean:
    case Comparison::null:
      if (parse_bool(value) || has_variable(value)) return std::nullopt;
      return Mistyped{"type-mismatch-boolean", "true or false"};
    case Comparison::arn:
      if (value == "*" || value.starts_with("arn:") || has_variable(value)) return std::nullopt;
      return Mistyped{"type-mismatch", "an ARN"};
    default:
      return std::nullopt;
  }
}

void lint_values(const WrittenCondition& condition, const Operator& op, Findings& to) {
  for (const auto& text : condition.values) {
    if (auto wrong = mistyped(op, text.value)) {
      to.warn(std::string(wrong->id), text.span,
              fmt::format("`{}` is not {}, which {} compares: the condition never holds", text.value,
                          wrong->wanted, condition.operator_name.value));
    }
    bool literal = op.comparison == Comparison::string && !op.wildcards;
    if (literal && find_wildcard(text.value) != std::string::npos && !has_variable(text.value)) {
      std::string like = op.negated ? "StringNotLike" : "StringLike";
      to.warn(
          "wildcard-without-like-operator", text.span,
          fmt::format("{} takes the wildcard in `{}` literally", condition.operator_name.value, text.value),
          fmt::format("use {} where a wildcard is meant", like));
    }
    if (op.comparison != Comparison::ip) continue;
    auto range = IpRange::parse(text.value);
    if (range && text.value.find('/') != std::string::npos) {
      if (range->ends().first.bytes != range->bytes) {
        to.suggest("improve-ip-range", text.span,
                   fmt::format("`{}` has bits set behind its prefix, which are ignored", text.value));
      }
    }
  }
}

// Operators of one type on keys of another never hold, or compare as text what is no text.
bool fits_type(const Operator& op, KeyType type) {
  switch (op.comparison) {
    case Comparison::numeric:
      return type == KeyType::numeric || type == KeyType::string;
    case Comparison::date:
      return type == KeyType::date || type == KeyType::string || type == KeyType::numeric;
    case Comparison::ip:
      return type == KeyType::ip || type == KeyType::string;
    case Comparison::boolean:
      return type == KeyType::boolean || type == KeyType::string;
    case Comparison::arn:
      return type == KeyType::arn || type == KeyType::string;
    case Comparison::string:
      return type != KeyType::ip && type != KeyType::date;
    default:
      return true;
  }
}

void lint_quantifier(const WrittenStatement& statement, const CompiledStatement& compiled,
                     const WrittenCondition& condition, const Operator& op,
                     const std::optional<Catalog::Key>& key, Findings& to) {
  if (op.quantifier == Quantifier::for_all && statement.allow) {
    if (key && !key->is_list) {
      to.danger("forallvalues-with-single-valued-key", condition.operator_name.span,
                fmt::format("ForAllValues holds when `{}` is absent, and the key has one value only",
                            condition.key.value),
                "leave ForAllValues out");
    } else if (!restricts(compiled, {condition.key.value}, Context())) {
      to.danger("forallvalues-without-null-check", condition.operator_name.span,
                fmt::format("ForAllValues holds when `{}` is absent, so this allows requests without it",
                            condition.key.value),
                fmt::format(R"(add "Null": {{"{}": "false"}})", condition.key.value));
    }
  }
  if (op.quantifier == Quantifier::none && key && key->is_list && op.comparison != Comparison::null) {
    to.warn("missing-qualifier", condition.operator_name.span,
            fmt::format("`{}` has several values, which {} never matches", condition.key.value,
                        condition.operator_name.value),
            "use ForAnyValue or ForAllValues");
  }
}

// `issuer.example/path:sub`: any issuer's claims may stand in a trust policy.
bool is_claim(std::string_view key) {
  return key.substr(0, key.find(':')).find('.') != std::string_view::npos;
}

void lint_key(const WrittenCondition& condition, const std::optional<Catalog::Key>& key, Findings& to) {
  const std::string& name = condition.key.value;
  if (key || is_claim(name)) return;
  std::string_view prefix = std::string_view(name).substr(0, name.find(':'));
  bool global = base::equal_ignoring_case(prefix, "aws");
  std::vector<std::string> candidates;
  if (auto service = to.catalog.service(prefix)) {
    for (const auto& known : to.catalog.keys_of(*service)) candidates.emplace_back(known.name);
  } else if (global) {
    for (const auto& known : to.catalog.global_keys()) candidates.emplace_back(known.name);
  }
  auto near = base::did_you_mean(name, candidates);
  to.warn(global ? "invalid-global-condition-key" : "invalid-service-condition-key", condition.key.span,
          fmt::format("no condition key `{}` is known as of {}", name, to.catalog.date()),
          near ? fmt::format("did you mean `{}`?", *near) : "");
}

}  // namespace

void lint_conditions(const WrittenStatement& statement, const CompiledStatement& compiled, Findings& to) {
  for (const auto& condition : statement.conditions) {
    auto op = Operator::parse(condition.operator_name.value);
    auto key = to.catalog.key(condition.key.value);
    lint_key(condition, key, to);
    lint_values(condition, *op, to);
    lint_quantifier(statement, compiled, condition, *op, key, to);
    std::string name = base::lower(condition.operator_name.value);
    if (op->comparison == Comparison::null && name != "null") {
      bool if_exists = name.ends_with("ifexists");
      to.suggest(if_exists ? "null-with-if-exists" : "null-with-qualifier", condition.operator_name.span,
                 fmt::format("{} is Null: it asks for presence alone", condition.operator_name.value),
                 "write Null");
    }
    if (key && !fits_type(*op, key->type)) {
      to.warn("type-mismatch", condition.operator_name.span,
              fmt::format("`{}` is of the type {}, which {} does not compare", condition.key.value,
                          key_type_name(key->type), condition.operator_name.value));
    }
  }
}

}  // namespace policy
