#include "blueprint/terraform/resource.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "blueprint/terraform/source.h"

namespace blueprint {
namespace {

using engine::Key;
using engine::Record;
using json::Value;

// Writes the body of one resource.
class Body {
 public:
  Body(const Record& record, const std::string& first, const TerraformNames& names)
      : record_(record), first_(first), names_(names) {}

  std::vector<HclItem> items(const json::Object& members, const TerraformSource& source) const {
    std::vector<HclItem> attributes, blocks;
    for (const json::Member& member : members) {
      if (is_condition(member.name)) continue;
      if (member.value.is_object() || member.value.is_array())
        add_blocks(member.name, member.value, source, blocks);
      else if (std::string expression = expression_of(member.value, source); !expression.empty())
        attributes.push_back(hcl_attribute(member.name, std::move(expression)));
    }
    attributes.insert(attributes.end(), blocks.begin(), blocks.end());
    return attributes;
  }

 private:
  static bool is_condition(std::string_view name) { return name == "if" || name == "each"; }

  void add_blocks(const std::string& name, const Value& described, const TerraformSource& source,
                  std::vector<HclItem>& out) const {
    if (described.is_array()) {
      for (const Value& each : described.as_array()) add_blocks(name, each, source, out);
      return;
    }
    const Value* condition = described.find("if");
    if (condition && !source.holds(condition->as_string())) return;
    const Value* each = described.find("each");
    if (!each) return add_block(name, described, source, out);
    const Value* entries = source.at(each->as_string());
    if (!entries || !entries->is_array()) return;
    for (const Value& entry : entries->as_array())
      add_block(name, described, {entry, source.identity, source.outputs}, out);
  }

  void add_block(const std::string& name, const Value& described, const TerraformSource& source,
                 std::vector<HclItem>& out) const {
    out.push_back(hcl_block(name, items(described.as_object(), source)));
  }

  // Empty: it is left out.
  std::string expression_of(const Value& described, const TerraformSource& source) const {
    if (!described.is_string()) return hcl_value(described);
    TerraformTerm term = read_term(described.as_string());
    if (term.form == "first") return fmt::format("{}.{}", first_, term.path);
    auto found = value_of(term, source);
    if (!found) return "";
    if (found->is_json) return fmt::format("jsonencode({})", hcl_value(found->value));
    if (found->is_literal) return hcl_value(found->value);
    std::string member = term.path.substr(term.path.rfind('.') + 1);
    return hcl_value(found->value,
                     [&](const std::string& text) { return names_.reference(record_.needs, member, text); });
  }

  const Record& record_;
  const std::string& first_;
  const TerraformNames& names_;
};

TerraformSource source_of(const Record& record) {
  return {record.applied, record.identity, record.outputs};
}

HclItem lifecycle_of(const TerraformRow& row) {
  return hcl_block("lifecycle", {hcl_attribute("ignore_changes", "[" + base::join(row.ignore, ", ") + "]")});
}

HclItem import_of(const std::string& at, const std::string& id) {
  return hcl_block("import", {hcl_attribute("to", at), hcl_attribute("id", hcl_text(id))});
}

std::vector<TerraformRow> rows_of(const Record& record) {
  std::vector<TerraformRow> rows = terraform_rows(record.kind);
  TerraformSource source = source_of(record);
  std::erase_if(rows, [&](const TerraformRow& row) {
    return row.type.empty() || (!row.condition.empty() && !source.holds(row.condition));
  });
  return rows;
}

std::string plain_text(const Value* value) {
  return value && value->is_string() ? value->as_string() : "";
}

}  // namespace

void TerraformNames::add(const Key& key, const Record& record) {
  std::string wanted = hcl_name(key.address), name = wanted;
  for (int number = 2; !taken_.insert(name).second; ++number) name = fmt::format("{}_{}", wanted, number);
  names_[key] = name;
  TerraformSource source = source_of(record);
  for (const TerraformRow& row : rows_of(record)) {
    std::string at = fmt::format("{}.{}", row.type, name);
    for (const auto& [path, attribute] : row.gives)
      given_[key].push_back({plain_text(source.at(path)), "", fmt::format("{}.{}", at, attribute)});
    for (const auto& [member, attribute] : row.named)
      given_[key].push_back({plain_text(source.at("name")), member, fmt::format("{}.{}", at, attribute)});
  }
}

std::string TerraformNames::of(const Key& key, const std::string& type) const {
  return fmt::format("{}.{}", type, names_.at(key));
}

std::string TerraformNames::reference(const std::vector<Key>& needs, const std::string& member,
                                      const std::string& value) const {
  if (value.empty()) return "";
  for (const Key& need : needs) {
    auto given = given_.find(need);
    if (given == given_.end()) continue;
    for (const Given& each : given->second)
      if (each.value == value && (each.member.empty() || each.member == member)) return each.reference;
  }
  return "";
}

std::vector<TerraformResource> resources_of(const Key& key, const Record& record,
                                            const TerraformNames& names) {
  std::vector<TerraformResource> resources;
  std::vector<TerraformRow> rows = rows_of(record);
  TerraformSource source = source_of(record);
  for (const TerraformRow& row : rows) {
    std::string at = names.of(key, row.type), first = names.of(key, rows.front().type);
    TerraformResource resource{row.type, at.substr(row.type.size() + 1), source.filled(row.import), ""};
    std::vector<HclItem> body = Body(record, first, names).items(row.members->as_object(), source);
    if (!row.ignore.empty()) body.push_back(lifecycle_of(row));
    std::string title = fmt::format("resource {} {}", hcl_text(row.type), hcl_text(resource.name));
    resource.text = hcl({import_of(at, resource.import_id), hcl_block(title, std::move(body))});
    resources.push_back(std::move(resource));
  }
  return resources;
}

}  // namespace blueprint
