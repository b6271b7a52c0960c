// What a filter pattern compares a field with, and how.
//
// Source: Amazon CloudWatch Logs User Guide, "Using filter patterns to match terms in JSON log events", "... in
// space-delimited log events": numbers are compared as numbers, texts with `*` as a wildcard.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/logs/filter_regex.h"

namespace account::logs {

enum class Comparison { equal, different, less, at_most, more, at_least };

struct FilterValue {
  std::string text;              // its wildcards are `*`
  std::optional<double> number;  // of a text that is one, and not quoted
  std::optional<FilterRegex> regex;

  bool matches(std::string_view field) const;
};

// A whole text that is a number, with an exponent if it likes; nullopt: it is none.
std::optional<double> number_of(std::string_view text);
bool holds(Comparison comparison, double left, double right);
// Whether the field fits or, as the comparison says, does not.
bool holds(Comparison comparison, const FilterValue& value, std::string_view field);

}  // namespace account::logs
