#include "policy/lint/lint.h"

#include <algorithm>

#include "base/text.h"
#include "policy/lint/rules.h"
#include "policy/read/reader.h"

namespace policy {

bool has_condition(const WrittenStatement& statement, std::string_view key) {
  return std::any_of(statement.conditions.begin(), statement.conditions.end(),
                     [&](const auto& c) { return base::equal_ignoring_case(c.key.value, key); });
}

namespace {

void lint_statement(const WrittenStatement& statement, Findings& to) {
  KnownActions actions = lint_actions(statement, to);
  lint_redundant(statement, to);
  lint_resources(statement, actions, to);
  lint_conditions(statement, to);
  lint_roles(statement, to);
  lint_principals(statement, to);
  lint_web_identity(statement, to);
}

}  // namespace

std::optional<Document> check(std::string_view json, Kind kind, const Catalog& catalog,
                              base::Diagnostics& diagnostics) {
  base::Diagnostics found;
  ReadDocument read_document = read(json, kind, Size::limited, found);
  if (auto& document = read_document.document) {
    Findings to(*document, kind, catalog, found);
    lint_shape(read_document.nodes->root(), to);
    for (const auto& statement : document->statements) lint_statement(statement, to);
    if (found.has_errors()) document.reset();
  }
  add_with_paths(found, json, read_document.nodes, diagnostics);
  return std::move(read_document.document);
}

Kind guess_kind(std::string_view json) {
  auto nodes = json::read(json);
  const json::Node* statements = nodes ? nodes->root().find("Statement") : nullptr;
  if (!statements) return Kind::identity;
  bool principal = false, resource = false;
  auto look = [&](const json::Node& statement) {
    principal |= statement.find("Principal") || statement.find("NotPrincipal");
    resource |= statement.find("Resource") || statement.find("NotResource");
  };
  if (statements->is_array()) {
    for (const json::Node& statement : *statements) look(statement);
  } else {
    look(*statements);
  }
  if (!principal) return Kind::identity;
  return resource ? Kind::resource : Kind::trust;
}

}  // namespace policy
