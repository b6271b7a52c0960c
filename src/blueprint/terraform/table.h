// The table of our kinds and Terraform's resource types (kinds.yaml beside this file).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace blueprint {

// One of the rows of a kind, as the table has it.
struct TerraformRow {
  std::string type;     // empty: there is none, and
  std::string not_why;  // this is why
  std::string condition, import;
  std::vector<std::pair<std::string, std::string>> gives;  // path, attribute
  std::vector<std::pair<std::string, std::string>> named;  // member of others, attribute
  const json::Value* members = nullptr;                    // an object
  std::vector<std::string> ignore;
  std::vector<std::pair<std::string, std::string>> left_out;  // member, why
};

// Empty: the table does not know the kind.
std::vector<TerraformRow> terraform_rows(std::string_view kind);
// All kinds that it knows.
std::vector<std::string> terraform_kinds();

}  // namespace blueprint
