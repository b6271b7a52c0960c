#include "policy/lint/lint.h"

#include <algorithm>

#include "base/text.h"
#include "policy/lint/rules.h"
#include "policy/read/reader.h"

namespace policy {

namespace {

void lint_statement(const WrittenStatement& statement, const CompiledStatement& compiled, Findings& to) {
  KnownActions actions = lint_actions(statement, to);
  lint_redundant(statement, to);
  lint_resources(statement, actions, to);
  lint_conditions(statement, compiled, to);
  lint_roles(statement, compiled, to);
  lint_principals(statement, compiled, to);
  lint_web_identity(statement, compiled, to);
}

}  // namespace

std::optional<Document> check(std::string_view json, Kind kind, const Catalog& catalog,
                              base::Diagnostics& diagnostics) {
  base::Diagnostics found;
  ReadDocument read_document = read(json, kind, Size::limited, found);
  if (auto& document = read_document.document) {
    Policy policy(*document, kind, "");
    Findings to(*document, policy, catalog, found);
    lint_shape(read_document.nodes->root(), to);
    for (size_t i = 0; i < document->statements.size(); ++i) {
      lint_statement(document->statements[i], policy.statement(i), to);
    }
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
