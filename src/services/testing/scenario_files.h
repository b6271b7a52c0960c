// For tests: src/services/*/scenarios/*.yaml, each file a map of scenarios.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "base/json.h"

namespace account::testing {

struct Case {
  std::string name;  // FILE_SCENARIO
  json::Value steps;
};
void PrintTo(const Case& one, std::ostream* out);

std::vector<Case> read_cases();

}  // namespace account::testing
