// Filter patterns for events whose fields stand between blanks: [ip, user, ..., status_code = 4*, bytes > 1000]
//
// A field may hold blanks where it stands in square brackets or quotation marks. `...` stands for any number of fields.
// A last column takes all that is left, as the pattern for the events of functions has it:
// [timestamp=*Z, request_id="*-*", event].
//
// Source: Amazon CloudWatch Logs User Guide, "Using filter patterns to match terms in space-delimited log events".
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/logs/filter_reader.h"
#include "services/logs/filter_value.h"

namespace account::logs {

class ColumnFilter {
 public:
  // The pattern's `[` is next.
  static base::Result<ColumnFilter> read(FilterReader& reader);

  bool matches(std::string_view message) const { return fields_of(message).has_value(); }
  // The columns of an event that fits: {$NAME: text}, and $N of the N-th that has none.
  std::map<std::string, std::string> values(std::string_view message) const;

 private:
  struct Test {
    Comparison comparison;
    FilterValue value;
  };
  struct Column {
    std::string name;  // empty: none
    bool is_rest = false;
    std::vector<std::vector<Test>> any_of_all = {};  // one of the lists must hold; empty: any field does
  };
  friend class ColumnReader;
  // Each column's field; `...` becomes as many as it stands for.
  struct Fields {
    std::vector<const Column*> columns;
    std::vector<std::string> texts;
  };
  std::optional<Fields> fields_of(std::string_view message) const;

  std::vector<Column> columns_;
};

}  // namespace account::logs
