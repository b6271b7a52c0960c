// Filter patterns: which log events somebody wants to see. Pure.
//
//   ERROR -timeout "exit code"       terms and phrases that are, or are not, in the event
//   ?ERROR ?WARN                     one of them is; where other terms stand beside them, those alone count
//   %[Ee]rror|[Ff]ail%               a regular expression (filter_regex.h)
//   [ip, ..., status_code = 4*]      fields between blanks (filter_columns.h)
//   { $.a.b = 1 && $.c IS TRUE }     JSON (filter_json.h)
//
// Source: Amazon CloudWatch Logs User Guide, "Filter pattern syntax for metric filters, subscription filters, filter
// log events, and Live Tail".
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "services/logs/filter_columns.h"
#include "services/logs/filter_json.h"
#include "services/logs/filter_regex.h"

namespace account::logs {

class FilterPattern {
 public:
  // An empty pattern fits every event. Error: invalid.
  static base::Result<FilterPattern> parse(std::string_view text);

  bool matches(std::string_view message) const;
  // What it finds in an event that fits, by name.
  std::map<std::string, std::string> values(std::string_view message) const;

 private:
  struct Terms {
    std::vector<std::string> wanted, unwanted, optional;

    bool matches(std::string_view message) const;
  };
  static base::Result<Terms> read_terms(FilterReader& reader);

  std::variant<Terms, FilterRegex, ColumnFilter, JsonFilter> form_;
};

}  // namespace account::logs
