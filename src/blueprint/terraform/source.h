// What a record of a state says, by the paths of the table (kinds.yaml).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace blueprint {

// Members of a record, or of one entry of a list of it. They outlive this.
struct TerraformSource {
  const json::Value& applied;
  const json::Value& identity;
  const json::Value& outputs;

  // nullptr: there is nothing of that.
  const json::Value* at(std::string_view path) const;
  // Of `PATH`, `!PATH` and `PATH=TEXT`.
  bool holds(std::string_view condition) const;
  // `{PATH}_{PATH}` with the texts in their places.
  std::string filled(std::string_view text) const;
};

// Neither null, false, 0 nor without anything in it.
bool has_something(const json::Value* value);

// How a member's value is written in the table: `json:policy` is the form `json` of the path `policy`.
struct TerraformTerm {
  std::string form;  // empty: as it is
  std::string path;
};
TerraformTerm read_term(const std::string& text);

// A value that is put as JSON; what is to be an attribute of another resource.
struct TerraformValue {
  json::Value value;
  bool is_json = false;
  bool is_literal = false;  // the table's own
};
// nullopt: it is left out.
std::optional<TerraformValue> value_of(const TerraformTerm& term, const TerraformSource& source);

}  // namespace blueprint
