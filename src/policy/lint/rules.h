// The lints, one function for each concern; each looks at one statement, or at the whole document.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json_nodes.h"
#include "policy/catalog/catalog.h"
#include "policy/decide/compiled.h"
#include "policy/document.h"
#include "policy/match/condition.h"

namespace policy {

class Findings {
 public:
  Findings(const Document& written, const Policy& compiled, const Catalog& actions, base::Diagnostics& to)
      : document(written), policy(compiled), kind(compiled.kind()), catalog(actions), diagnostics_(to) {}

  void add(base::Severity severity, std::string id, base::Span span, std::string message,
           std::string hint = "") {
    diagnostics_.add({severity, std::move(id), std::move(message), std::move(hint), "", span});
  }
  void error(std::string id, base::Span span, std::string message, std::string hint = "") {
    add(base::Severity::error, std::move(id), span, std::move(message), std::move(hint));
  }
  void danger(std::string id, base::Span span, std::string message, std::string hint = "") {
    add(base::Severity::security_warning, std::move(id), span, std::move(message), std::move(hint));
  }
  void warn(std::string id, base::Span span, std::string message, std::string hint = "") {
    add(base::Severity::warning, std::move(id), span, std::move(message), std::move(hint));
  }
  void suggest(std::string id, base::Span span, std::string message, std::string hint = "") {
    add(base::Severity::suggestion, std::move(id), span, std::move(message), std::move(hint));
  }

  const Document& document;
  const Policy& policy;
  const Kind kind;
  const Catalog& catalog;

 private:
  base::Diagnostics& diagnostics_;
};

void lint_shape(const json::Node& root, Findings& to);  // version, empty lists and objects
// For each action of a statement what the catalog knows of it, unless it has wildcards.
using KnownActions = std::vector<std::optional<Catalog::Action>>;
KnownActions lint_actions(const WrittenStatement& statement, Findings& to);
void lint_redundant(const WrittenStatement& statement, Findings& to);  // entries that another one takes in
void lint_resources(const WrittenStatement& statement, const KnownActions& actions, Findings& to);
void lint_conditions(const WrittenStatement& statement, const CompiledStatement& compiled, Findings& to);
// PassRole, CreateServiceLinkedRole
void lint_roles(const WrittenStatement& statement, const CompiledStatement& compiled, Findings& to);
// NotPrincipal, everybody, services that act for others, who may call what
void lint_principals(const WrittenStatement& statement, const CompiledStatement& compiled, Findings& to);
void lint_web_identity(const WrittenStatement& statement, const CompiledStatement& compiled, Findings& to);

}  // namespace policy
