// ParameterFilters of DescribeParameters and GetParametersByPath.
//
// Source: API Reference, ParameterStringFilter; User Guide, "Searching for Parameter Store parameters".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aws/error.h"
#include "base/json.h"

namespace account::ssm {

class Filters {
 public:
  enum class Of { describing, path };

  // Errors: InvalidFilterKey, InvalidFilterOption, InvalidFilterValue, ValidationException: a path that is none.
  static aws::Result<Filters> read(const json::Array& filters, Of operation);

  // Whether a parameter fits all of them, that for labels apart.
  bool match(const json::Value& parameter) const;
  // Of a parameter the version that has one of the labels that are asked for: 0: none; the newest where none is.
  int64_t labelled_version(const json::Value& parameter) const;

 private:
  struct Filter {
    std::string key;
    std::string option;
    std::vector<std::string> values;
  };
  static aws::Result<void> check(const Filter& filter, Of operation);
  static bool fits(const Filter& filter, const json::Value& parameter);

  std::vector<Filter> filters_;
};

}  // namespace account::ssm
