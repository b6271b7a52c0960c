#include "services/events/value_match.h"

#include <algorithm>

#include "base/text.h"

namespace account::events {
namespace {

constexpr double kLargest = 5.0e9;  // of numbers that are compared ("numeric")

template <typename... Args>
tl::unexpected<base::Error> refuse(fmt::format_string<Args...> format, Args&&... args) {
  return base::fail(base::ErrorKind::invalid, format, std::forward<Args>(args)...);
}

bool is_scalar(const json::Value& value) {
  return !value.is_array() && !value.is_object();
}

bool is_same(const json::Value& one, const json::Value& other) {
  if (one.is_number() && other.is_number()) return one.as_double() == other.as_double();
  return one == other;
}

bool holds(std::string_view operation, double left, double right) {
  if (operation == "=") return left == right;
  if (operation == "<") return left < right;
  if (operation == "<=") return left <= right;
  return operation == ">" ? left > right : left >= right;
}

}  // namespace

ValueMatch::Read ValueMatch::read(const json::Value& written) {
  if (written.is_array()) return refuse("a list cannot stand in a list");
  if (written.is_object()) {
    if (written.as_object().size() != 1) return refuse("Only one key allowed in match expression");
    const json::Member& only = *written.as_object().begin();
    return read_operator(only.name, only.value);
  }
  ValueMatch test;
  test.literal_ = written;
  return test;
}

ValueMatch::Read ValueMatch::read_operator(std::string_view name, const json::Value& operand) {
  if (name == "prefix") return read_end(Kind::prefix, operand);
  if (name == "suffix") return read_end(Kind::suffix, operand);
  if (name == "equals-ignore-case") return read_text(Kind::ignoring_case, operand);
  if (name == "wildcard") return read_wildcard(operand);
  if (name == "cidr") return read_cidr(operand);
  if (name == "numeric") return read_numeric(operand);
  if (name == "anything-but") return read_anything_but(operand);
  if (name == "exists") return read_exists(operand);
  return refuse("Unrecognized match type {}", name);
}

ValueMatch::Read ValueMatch::read_text(Kind kind, const json::Value& operand) {
  if (!operand.is_string())
    return refuse("prefix, suffix, wildcard, cidr and equals-ignore-case want a string");
  ValueMatch test;
  test.kind_ = kind;
  test.text_ = operand.as_string();
  return test;
}

ValueMatch::Read ValueMatch::read_end(Kind kind, const json::Value& operand) {
  bool ignores_case = operand.is_object();
  if (!ignores_case) return read_text(kind, operand);
  const json::Value* inner = operand.find("equals-ignore-case");
  if (!inner || operand.as_object().size() != 1)
    return refuse("prefix and suffix take a string or equals-ignore-case");
  ValueMatch test = TRY(read_text(kind, *inner));
  test.ignores_case_ = true;
  test.text_ = base::lower(test.text_);
  return test;
}

// A backslash takes a star, or a backslash, as it is.
ValueMatch::Read ValueMatch::read_wildcard(const json::Value& operand) {
  ValueMatch test = TRY(read_text(Kind::wildcard, operand));
  for (size_t i = 0; i < test.text_.size(); ++i) {
    char c = test.text_[i];
    if (c == '*') {
      bool is_second = !test.wildcard_.empty() && test.wildcard_.back() == policy::kAnyRun;
      if (is_second) return refuse("Consecutive wildcard characters at pos {}", i - 1);
      test.wildcard_.push_back(policy::kAnyRun);
      continue;
    }
    if (c == '\\') {
      bool is_escape = i + 1 < test.text_.size() && (test.text_[i + 1] == '*' || test.text_[i + 1] == '\\');
      if (!is_escape) return refuse("Invalid escape character at pos {}", i);
      c = test.text_[++i];
    }
    test.wildcard_.push_back(static_cast<policy::Token>(static_cast<unsigned char>(c)));
  }
  return test;
}

ValueMatch::Read ValueMatch::read_cidr(const json::Value& operand) {
  ValueMatch test = TRY(read_text(Kind::cidr, operand));
  test.range_ = policy::IpRange::parse(test.text_);
  if (!test.range_) return refuse("Malformed CIDR: {}", test.text_);
  return test;
}

ValueMatch::Read ValueMatch::read_numeric(const json::Value& operand) {
  if (!operand.is_array() || operand.as_array().size() % 2 != 0 || operand.as_array().empty() ||
      operand.as_array().size() > 4)
    return refuse("numeric wants a list of one or two operators, each with a number");
  ValueMatch test;
  test.kind_ = Kind::numeric;
  const json::Array& parts = operand.as_array();
  for (size_t i = 0; i < parts.size(); i += 2) {
    std::string operation = parts[i].is_string() ? parts[i].as_string() : "";
    bool is_operator =
        operation == "=" || operation == "<" || operation == "<=" || operation == ">" || operation == ">=";
    if (!is_operator) return refuse("Unrecognized numeric range operator: {}", json::dump(parts[i]));
    if (!parts[i + 1].is_number()) return refuse("Value of {} must be numeric", operation);
    double number = parts[i + 1].as_double();
    if (number < -kLargest || number > kLargest)
      return refuse("Value of {} must be between -5.0E9 and 5.0E9", operation);
    test.bounds_.push_back({operation, number});
  }
  bool is_range = test.bounds_.size() == 2 && test.bounds_[0].operation[0] == '>' &&
                  test.bounds_[1].operation[0] == '<' && test.bounds_[0].number < test.bounds_[1].number;
  if (test.bounds_.size() == 2 && !is_range) return refuse("Bottom must be less than top");
  return test;
}

// A value, a list of values of one type, or an operator with a text or a list of texts.
ValueMatch::Read ValueMatch::read_anything_but(const json::Value& operand) {
  ValueMatch test;
  test.kind_ = Kind::anything_but;
  bool is_operator = operand.is_object();
  if (is_operator && operand.as_object().size() != 1) return refuse("Only one key allowed in anything-but");
  const json::Value& given = is_operator ? operand.as_object().begin()->value : operand;
  json::Array values = given.is_array() ? given.as_array() : json::Array{given};
  if (values.empty()) return refuse("Empty arrays are not allowed");
  for (const json::Value& value : values) {
    if (value.type_name() != values[0].type_name() && !(value.is_number() && values[0].is_number()))
      return refuse(
          "Inside anything-but list, either all values are number or string, mixed type is not supported");
    if (!is_operator && !value.is_string() && !value.is_number())
      return refuse("anything-but wants strings or numbers");
    if (!is_operator) {
      test.others_.push_back(TRY(read(value)));
      continue;
    }
    const std::string& name = operand.as_object().begin()->name;
    bool is_known =
        name == "prefix" || name == "suffix" || name == "equals-ignore-case" || name == "wildcard";
    if (!is_known || !value.is_string()) return refuse("Unsupported anything-but pattern: {}", name);
    test.others_.push_back(TRY(read_operator(name, value)));
  }
  return test;
}

ValueMatch::Read ValueMatch::read_exists(const json::Value& operand) {
  if (!operand.is_bool()) return refuse("exists match pattern must be either true or false.");
  ValueMatch test;
  test.kind_ = Kind::exists;
  test.exists_ = operand.as_bool();
  return test;
}

bool ValueMatch::text_matches(const std::string& text) const {
  switch (kind_) {
    case Kind::prefix:
      return (ignores_case_ ? base::lower(text) : text).starts_with(text_);
    case Kind::suffix:
      return (ignores_case_ ? base::lower(text) : text).ends_with(text_);
    case Kind::ignoring_case:
      return base::equal_ignoring_case(text, text_);
    case Kind::wildcard:
      return policy::matches(wildcard_, text);
    default: {
      auto address = policy::IpRange::parse_address(text);
      return address && range_->contains(*address);
    }
  }
}

bool ValueMatch::matches(const json::Value* value) const {
  if (kind_ == Kind::exists) return exists_ == (value != nullptr);
  if (!value || !is_scalar(*value)) return false;
  switch (kind_) {
    case Kind::literal:
      return is_same(*value, literal_);
    case Kind::anything_but:
      return std::none_of(others_.begin(), others_.end(),
                          [&](const ValueMatch& other) { return other.matches(value); });
    case Kind::numeric:
      return value->is_number() && std::all_of(bounds_.begin(), bounds_.end(), [&](const Bound& bound) {
               return holds(bound.operation, value->as_double(), bound.number);
             });
    default:
      return value->is_string() && text_matches(value->as_string());
  }
}

std::optional<std::string> ValueMatch::text() const {
  if (kind_ != Kind::literal || !literal_.is_string()) return std::nullopt;
  return literal_.as_string();
}

}  // namespace account::events
