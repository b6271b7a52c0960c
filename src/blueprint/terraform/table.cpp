#include "blueprint/terraform/table.h"

#include "base/diagnostics.h"
#include "base/yaml.h"
#include "blueprint/embedded_text.h"
#include "blueprint/kinds/kinds.h"

namespace blueprint {
namespace {

using json::Value;

// The text is our own: that it is well formed is the tests' business.
const Value& table() {
  static const Value kTable = [] {
    base::Diagnostics diagnostics;
    auto text = yaml::parse(std::string(embedded_text("terraform/kinds.yaml")), diagnostics);
    return text && text->is_object() ? *text : Value(json::Object());
  }();
  return kTable;
}

std::vector<std::pair<std::string, std::string>> pairs_at(const Value& row, const char* name) {
  std::vector<std::pair<std::string, std::string>> pairs;
  if (const Value* found = row.find(name))
    for (const json::Member& member : found->as_object())
      pairs.emplace_back(member.name, member.value.as_string());
  return pairs;
}

}  // namespace

std::vector<TerraformRow> terraform_rows(std::string_view kind) {
  std::vector<TerraformRow> rows;
  for (const Value& row : list_at(table(), kind))
    rows.push_back({.type = text_of(row, "type"),
                    .not_why = text_of(row, "not"),
                    .condition = text_of(row, "if"),
                    .import = text_of(row, "import"),
                    .gives = pairs_at(row, "gives"),
                    .named = pairs_at(row, "named"),
                    .members = row.find("members"),
                    .ignore = row.strings_at("ignore"),
                    .left_out = pairs_at(row, "left_out")});
  return rows;
}

std::vector<std::string> terraform_kinds() {
  std::vector<std::string> kinds;
  for (const json::Member& kind : table().as_object()) kinds.push_back(kind.name);
  return kinds;
}

}  // namespace blueprint
