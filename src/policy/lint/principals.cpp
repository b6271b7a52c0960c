#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "policy/decide/compiled.h"
#include "policy/lint/rules.h"

namespace policy {
namespace {

bool lists(const ActionList& actions, std::string_view lowered_action) {
  return actions.contains(LoweredAction(lowered_action));
}

// A provider may only ask for its own kind of AssumeRole, and nobody else for that.
void lint_trust_actions(const WrittenStatement& statement, Findings& to) {
  ActionList actions(statement.actions);
  bool web = lists(actions, "sts:assumerolewithwebidentity"), saml = lists(actions, "sts:assumerolewithsaml");
  bool plain = lists(actions, "sts:assumerole");
  for (const auto& principal : statement.principals) {
    bool is_saml = principal.text.value.find(":saml-provider/") != std::string::npos;
    bool is_web = principal.key == PrincipalKey::federated && !is_saml;
    bool fits = is_saml ? saml : is_web ? web : plain || (!web && !saml);
    if (fits) continue;
    to.error("mismatched-action-for-principal", principal.text.span,
             fmt::format("`{}` cannot call what this statement allows", principal.text.value),
             fmt::format("it calls {}", is_saml  ? "sts:AssumeRoleWithSAML"
                                        : is_web ? "sts:AssumeRoleWithWebIdentity"
                                                 : "sts:AssumeRole"));
  }
}

// A service that acts for others can be made to act for a stranger (the confused deputy).
void lint_service(const WrittenStatement& statement, Findings& to) {
  if (to.kind != Kind::resource) return;
  for (std::string_view key :
       {"aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths"}) {
    if (has_condition(statement, key)) return;
  }
  for (const auto& principal : statement.principals) {
    if (principal.key != PrincipalKey::service) continue;
    to.danger("restrict-access-to-service-principal", principal.text.span,
              fmt::format("`{}` may act for any account here", principal.text.value),
              "add a condition on aws:SourceArn or aws:SourceAccount");
  }
}

}  // namespace

void lint_principals(const WrittenStatement& statement, Findings& to) {
  if (!statement.has_principal || !statement.allow) return;
  if (statement.not_principal) {
    to.danger("allow-with-not-principal", statement.span,
              "Allow with `NotPrincipal` lets in everyone who is not listed, anonymous callers too",
              "name with `Principal` who is let in");
    return;
  }
  if (to.kind == Kind::trust) lint_trust_actions(statement, to);
  lint_service(statement, to);
}

}  // namespace policy
