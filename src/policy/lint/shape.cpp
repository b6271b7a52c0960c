#include <fmt/core.h>

#include "base/text.h"
#include "policy/lint/rules.h"

namespace policy {
namespace {

bool is_empty_list(const json::Value& value) {
  return value.is_array() && value.as_array().empty();
}
bool is_empty_object(const json::Value& value) {
  return value.is_object() && value.as_object().empty();
}

void lint_lists(const json::Value& statement, Findings& to) {
  for (std::string_view name : {"Action", "NotAction", "Resource", "NotResource"}) {
    const json::Value* list = statement.find(name);
    if (!list || !is_empty_list(*list)) continue;
    bool action = name.ends_with("Action");
    to.suggest(
        action ? "empty-array-action" : "empty-array-resource", list->span,
        fmt::format("`{}` is empty: {}", name,
                    name.starts_with("Not") ? "nothing is excepted" : "the statement matches nothing"));
  }
}

void lint_principal(const json::Value& statement, Findings& to) {
  for (std::string_view name : {"Principal", "NotPrincipal"}) {
    const json::Value* principal = statement.find(name);
    if (!principal || !principal->is_object()) continue;
    if (is_empty_object(*principal)) {
      to.suggest("empty-object-principal", principal->span, fmt::format("`{}` names nobody", name));
    }
    for (const auto& member : principal->as_object()) {
      if (is_empty_list(member.value)) {
        to.suggest("empty-array-principal", member.value.span,
                   fmt::format("`{}` is an empty list", member.name));
      }
    }
  }
}

void lint_condition(const json::Value& statement, Findings& to) {
  const json::Value* condition = statement.find("Condition");
  if (!condition) return;
  if (is_empty_object(*condition)) {
    to.suggest("empty-object-condition", condition->span, "`Condition` is empty: the statement has none");
  }
  for (const auto& block : condition->as_object()) {
    if (is_empty_object(block.value)) {
      to.suggest("empty-object-condition", block.value.span,
                 fmt::format("`{}` has no condition key", block.name));
    }
    for (const auto& member : block.value.as_object()) {
      if (!is_empty_list(member.value)) continue;
      std::string id = "empty-array-condition";
      if (block.name.starts_with("ForAllValues")) id = "empty-array-forallvalues";
      if (block.name.starts_with("ForAnyValue")) id = "empty-array-foranyvalue";
      to.suggest(std::move(id), member.value.span,
                 fmt::format("`{}` is compared with no value at all", member.name));
    }
  }
}

void lint_statement(const json::Value& statement, Findings& to) {
  const json::Value* sid = statement.find("Sid");
  if (sid && sid->is_string() && sid->as_string().empty()) {
    to.suggest("empty-sid-value", sid->span, "the Sid is empty", "name the statement, or leave Sid out");
  }
  lint_lists(statement, to);
  lint_principal(statement, to);
  lint_condition(statement, to);
}

}  // namespace

void lint_shape(const json::Value& root, Findings& to) {
  if (!to.document.has_version) {
    to.warn("missing-version", root.span,
            "no `Version`: this is the language of 2008, without policy variables",
            R"(add "Version": "2012-10-17")");
  } else if (!to.document.has_variables) {
    to.warn("missing-version", root.find("Version")->span,
            "`Version` 2008-10-17 is the older language, without policy variables", "use 2012-10-17");
  }
  const json::Value* statements = root.find("Statement");
  if (statements->is_array()) {
    for (const auto& statement : statements->as_array()) lint_statement(statement, to);
  } else {
    lint_statement(*statements, to);
  }
}

}  // namespace policy
