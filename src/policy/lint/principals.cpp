#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "policy/compare/candidates.h"
#include "policy/decide/compiled.h"
#include "policy/lint/restriction.h"
#include "policy/lint/rules.h"

namespace policy {
namespace {

bool lists(const ActionList& actions, std::string_view lowered_action) {
  return actions.contains(LoweredAction(lowered_action));
}

// Whether all conditions hold for a caller of another account and organization, who chooses what callers choose.
bool lets_stranger_in(const WrittenStatement& statement, const CompiledStatement& compiled) {
  Document document;
  document.statements.push_back(statement);
  auto candidates = candidate_keys({&document});
  Context stranger;
  stranger.set("aws:PrincipalArn", "arn:aws:iam::999999999999:user/someone-else");
  stranger.set("aws:PrincipalAccount", "999999999999");
  stranger.set("aws:PrincipalOrgID", "o-someoneelse");
  stranger.set_list("aws:PrincipalOrgPaths", {"o-someoneelse/r-else/"});
  stranger.set("aws:PrincipalType", "User");
  stranger.set("aws:PrincipalIsAWSService", "false");
  stranger.set("aws:userid", "AIDASOMEONEELSE00000");
  stranger.set("aws:username", "someone-else");
  stranger.set("aws:SourceIp", "198.51.100.77");
  return std::all_of(compiled.conditions.begin(), compiled.conditions.end(), [&](const Condition& condition) {
    if (condition.holds(stranger)) return true;
    // Tags, user names and session names are the caller's to choose; an external id is a secret.
    bool is_chosen = condition.key().starts_with("aws:principaltag/") || condition.key() == "aws:username" ||
                     condition.key() == "sts:rolesessionname" || condition.key() == "sts:sourceidentity" ||
                     condition.key().starts_with("aws:requesttag/") || condition.key() == "aws:tagkeys" ||
                     condition.key() == "aws:securetransport" ||
                     condition.key() == "aws:multifactorauthpresent";
    auto known = std::find_if(candidates.begin(), candidates.end(), [&](const CandidateKey& candidate) {
      return base::equal_ignoring_case(candidate.key, condition.key());
    });
    if (!is_chosen || known == candidates.end()) return false;
    return std::any_of(known->values.begin(), known->values.end(), [&](const auto& values) {
      Context chosen;
      if (values.size() == 1) chosen.set(known->key, values[0]);
      if (values.size() > 1) chosen.set_list(known->key, values);
      return condition.holds(chosen);
    });
  });
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

// Whether somebody else's resource cannot make the service act here, nor a call that does not say whose it is.
bool asks_for_source(const CompiledStatement& compiled) {
  const auto kKeys = {std::string_view("aws:SourceArn"), std::string_view("aws:SourceAccount"),
                      std::string_view("aws:SourceOrgID"), std::string_view("aws:SourceOrgPaths")};
  Context stranger;
  stranger.set("aws:SourceArn", "arn:aws:example:eu-west-3:999999999999:someone-else");
  stranger.set("aws:SourceAccount", "999999999999");
  stranger.set("aws:SourceOrgID", "o-someoneelse");
  stranger.set_list("aws:SourceOrgPaths", {"o-someoneelse/r-else/"});
  return restricts(compiled, kKeys, stranger) && restricts(compiled, kKeys, Context());
}

// Everybody of every account, if they have found the role's ARN.
void lint_everyone(const WrittenStatement& statement, const CompiledStatement& compiled, Findings& to) {
  if (to.kind != Kind::trust) return;
  auto everyone = std::find_if(statement.principals.begin(), statement.principals.end(),
                               [](const WrittenPrincipal& principal) {
                                 return principal.key == PrincipalKey::aws && principal.text.value == "*";
                               });
  if (everyone == statement.principals.end() || !lets_stranger_in(statement, compiled)) return;
  to.danger("trust-in-everybody", everyone->text.span,
            R"({"AWS": "*"} lets in every principal of every account, and no condition keeps them out)",
            "name the accounts or roles, or add a condition on aws:PrincipalOrgID or aws:PrincipalArn");
}

// A service that acts for others can be made to act for a stranger (the confused deputy).
void lint_service(const WrittenStatement& statement, const CompiledStatement& compiled, Findings& to) {
  if (to.kind != Kind::resource || asks_for_source(compiled)) return;
  for (const auto& principal : statement.principals) {
    if (principal.key != PrincipalKey::service) continue;
    to.danger("restrict-access-to-service-principal", principal.text.span,
              fmt::format("`{}` may act for any account here", principal.text.value),
              "add a condition on aws:SourceArn or aws:SourceAccount");
  }
}

}  // namespace

void lint_principals(const WrittenStatement& statement, const CompiledStatement& compiled, Findings& to) {
  if (!statement.has_principal || !statement.allow) return;
  if (statement.not_principal) {
    to.danger("allow-with-not-principal", statement.span,
              "Allow with `NotPrincipal` lets in everyone who is not listed, anonymous callers too",
              "name with `Principal` who is let in");
    return;
  }
  if (to.kind == Kind::trust) lint_trust_actions(statement, to);
  lint_everyone(statement, compiled, to);
  lint_service(statement, compiled, to);
}

}  // namespace policy
