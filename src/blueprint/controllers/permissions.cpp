#include "blueprint/controllers/permissions.h"

#include <fmt/format.h>

#include "base/diagnostics.h"
#include "base/yaml.h"
#include "blueprint/embedded_text.h"

namespace blueprint {
namespace {

using json::Object;
using json::Value;

std::string filled(std::string_view text, const Names& names) {
  std::string out;
  while (!text.empty()) {
    size_t begin = text.find("${");
    size_t end = begin == text.npos ? text.npos : text.find('}', begin);
    if (end == text.npos) return out + std::string(text);
    auto name = names.find(text.substr(begin + 2, end - begin - 2));
    out += text.substr(0, name == names.end() ? end + 1 : begin);
    if (name != names.end()) out += name->second;
    text.remove_prefix(end + 1);
  }
  return out;
}

Value filled(const Value& value, const Names& names) {
  if (value.is_string()) return filled(std::string_view(value.as_string()), names);
  if (value.is_array()) {
    json::Array items;
    for (const Value& item : value.as_array()) items.push_back(filled(item, names));
    return items;
  }
  if (!value.is_object()) return value;
  Object members;
  for (const json::Member& member : value.as_object())
    members.append({filled(std::string_view(member.name), names), filled(member.value, names)});
  return members;
}

Object statement_of(const Value& text) {
  json::Array actions;
  for (const json::Member& action : text.find("actions")->as_object()) actions.push_back(action.name);
  Object statement{{"Effect", "Allow"}, {"Action", std::move(actions)}, {"Resource", *text.find("on")}};
  if (const Value* when = text.find("when")) statement.append({"Condition", *when});
  return statement;
}

// The text is our own: that it is well formed is the tests' business.
Value read(std::string_view of) {
  base::Diagnostics diagnostics;
  auto text = yaml::parse(std::string(embedded_text(fmt::format("controllers/{}.yaml", of))), diagnostics);
  return text && text->is_object() ? std::move(*text) : Value(Object());
}

}  // namespace

Permissions permissions_of(std::string_view of, const Names& names) {
  Value text = filled(read(of), names);
  Permissions permissions;
  permissions.use = text.string_or("use", "");
  permissions.why = text.string_or("why", "");
  std::string account(text.string_or("service_account", ""));
  permissions.name_space = account.substr(0, account.find('/'));
  permissions.service_account = account.substr(account.find('/') + 1);
  json::Array statements;
  if (const Value* list = text.find("statements"))
    for (const Value& each : list->as_array()) {
      statements.push_back(statement_of(each));
      for (const json::Member& action : each.find("actions")->as_object())
        permissions.reasons.emplace_back(action.name, action.value.as_string());
    }
  permissions.document = Object{{"Version", "2012-10-17"}, {"Statement", std::move(statements)}};
  return permissions;
}

}  // namespace blueprint
