#include "services/logs/filter_value.h"

#include <cctype>
#include <cmath>
#include <cstdlib>

#include "policy/match/glob.h"

namespace account::logs {
namespace {

// `*` is the only wildcard here.
policy::Tokens tokens_of(std::string_view text) {
  policy::Tokens tokens;
  for (char c : text)
    tokens.push_back(c == '*' ? policy::kAnyRun : static_cast<policy::Token>(static_cast<unsigned char>(c)));
  return tokens;
}

}  // namespace

bool FilterValue::matches(std::string_view field) const {
  if (regex) return regex->matches(field);
  return policy::matches(tokens_of(text), field);
}

std::optional<double> number_of(std::string_view text) {
  std::string copy(text);
  bool begins_well = !copy.empty() && (std::isdigit(static_cast<unsigned char>(copy[0])) || copy[0] == '-' ||
                                       copy[0] == '+' || copy[0] == '.');
  if (!begins_well || copy.find_first_of("xXnNpP") != copy.npos) return std::nullopt;
  char* end = nullptr;
  double number = std::strtod(copy.c_str(), &end);
  bool is_whole = end == copy.c_str() + copy.size() && std::isfinite(number);
  return is_whole ? std::optional(number) : std::nullopt;
}

bool holds(Comparison comparison, double left, double right) {
  switch (comparison) {
    case Comparison::equal:
      return left == right;
    case Comparison::different:
      return left != right;
    case Comparison::less:
      return left < right;
    case Comparison::at_most:
      return left <= right;
    case Comparison::more:
      return left > right;
    default:
      return left >= right;
  }
}

bool holds(Comparison comparison, const FilterValue& value, std::string_view field) {
  auto number = value.number ? number_of(field) : std::nullopt;
  if (number) return holds(comparison, *number, *value.number);
  if (comparison == Comparison::equal) return value.matches(field);
  return comparison == Comparison::different && !value.matches(field);
}

}  // namespace account::logs
