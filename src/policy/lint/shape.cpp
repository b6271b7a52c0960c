#include <fmt/core.h>

#include "base/text.h"
#include "policy/lint/rules.h"

namespace policy {
namespace {

bool is_empty_list(const json::Node& value) {
  return value.is_array() && value.empty();
}
bool is_empty_object(const json::Node& value) {
  return value.is_object() && value.empty();
}

void lint_lists(const json::Node& statement, Findings& to) {
  for (std::string_view name : {"Action", "NotAction", "Resource", "NotResource"}) {
    const json::Node* list = statement.find(name);
    if (!list || !is_empty_list(*list)) continue;
    bool action = name.ends_with("Action");
    to.suggest(
        action ? "empty-array-action" : "empty-array-resource", list->span,
        fmt::format("`{}` is empty: {}", name,
                    name.starts_with("Not") ? "nothing is excepted" : "the statement matches nothing"));
  }
}

void lint_principal(const json::Node& statement, Findings& to) {
  for (std::string_view name : {"Principal", "NotPrincipal"}) {
    const json::Node* principal = statement.find(name);
    if (!principal || !principal->is_object()) continue;
    if (is_empty_object(*principal)) {
      to.suggest("empty-object-principal", principal->span, fmt::format("`{}` names nobody", name));
    }
    for (const json::Node& member : *principal) {
      if (is_empty_list(member)) {
        to.suggest("empty-array-principal", member.span, fmt::format("`{}` is an empty list", member.name));
      }
    }
  }
}

void lint_condition(const json::Node& statement, Findings& to) {
  const json::Node* condition = statement.find("Condition");
  if (!condition) return;
  if (is_empty_object(*condition)) {
    to.suggest("empty-object-condition", condition->span, "`Condition` is empty: the statement has none");
  }
  for (const json::Node& block : *condition) {
    if (is_empty_object(block)) {
      to.suggest("empty-object-condition", block.span, fmt::format("`{}` has no condition key", block.name));
    }
    for (const json::Node& member : block) {
      if (!is_empty_list(member)) continue;
      std::string id = "empty-array-condition";
      if (block.name.starts_with("ForAllValues")) id = "empty-array-forallvalues";
      if (block.name.starts_with("ForAnyValue")) id = "empty-array-foranyvalue";
      to.suggest(std::move(id), member.span,
                 fmt::format("`{}` is compared with no value at all", member.name));
    }
  }
}

void lint_statement(const json::Node& statement, Findings& to) {
  const json::Node* sid = statement.find("Sid");
  if (sid && sid->is_string() && sid->text.empty()) {
    to.suggest("empty-sid-value", sid->span, "the Sid is empty", "name the statement, or leave Sid out");
  }
  lint_lists(statement, to);
  lint_principal(statement, to);
  lint_condition(statement, to);
}

}  // namespace

void lint_shape(const json::Node& root, Findings& to) {
  if (!to.document.has_version) {
    to.warn("missing-version", root.span,
            "no `Version`: this is the language of 2008, without policy variables",
            R"(add "Version": "2012-10-17")");
  } else if (!to.document.has_variables) {
    to.warn("missing-version", root.find("Version")->span,
            "`Version` 2008-10-17 is the older language, without policy variables", "use 2012-10-17");
  }
  const json::Node* statements = root.find("Statement");
  if (statements->is_array()) {
    for (const json::Node& statement : *statements) lint_statement(statement, to);
  } else {
    lint_statement(*statements, to);
  }
}

}  // namespace policy
