// iam:PassRole and iam:CreateServiceLinkedRole: who may hand which roles to which services.
#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "policy/lint/restriction.h"
#include "policy/lint/rules.h"
#include "policy/match/glob.h"

namespace policy {
namespace {

bool takes_in(std::string_view pattern, std::string_view lowered_action) {
  size_t wildcard = find_wildcard(pattern);
  if (!base::equal_ignoring_case(pattern.substr(0, wildcard), lowered_action.substr(0, wildcard)))
    return false;
  return wildcard == std::string_view::npos || matches(tokenize(base::lower(pattern)), lowered_action);
}

bool applies_to(const WrittenStatement& statement, std::string_view lowered_action) {
  bool is_listed = std::any_of(statement.actions.begin(), statement.actions.end(), [&](const Text& text) {
    return takes_in(base::trim(text.value), lowered_action);
  });
  return is_listed != statement.not_action;
}

bool has_star_resource(const WrittenStatement& statement) {
  return std::any_of(statement.resources.begin(), statement.resources.end(), [](const Text& resource) {
    return resource.value == "*" || resource.value.ends_with(":role/*") || resource.value.ends_with(":*:*");
  });
}

bool has_plain(const WrittenStatement& statement, std::string_view action) {
  return std::any_of(statement.actions.begin(), statement.actions.end(), [&](const Text& text) {
    return base::equal_ignoring_case(base::trim(text.value), action);
  });
}

// What of the six combinations of Access Analyzer's names it is; empty: none.
std::string combination(const WrittenStatement& statement, std::string_view action) {
  if (statement.not_action && statement.not_resource) return "not-action-and-not-resource";
  if (statement.not_action) return has_star_resource(statement) ? "star-in-resource-and-not-action" : "";
  bool star_action = !has_plain(statement, action);
  if (statement.not_resource) return star_action ? "star-in-action-and-not-resource" : "not-resource";
  if (!has_star_resource(statement)) return "";
  return star_action ? "star-in-action-and-resource" : "star-in-resource";
}

base::Span place(const WrittenStatement& statement, std::string_view action) {
  for (const Text& text : statement.actions) {
    if (base::equal_ignoring_case(base::trim(text.value), action)) return text.span;
  }
  return statement.actions.empty() ? statement.span : statement.actions.front().span;
}

// A service that no policy means, as the value of the key that names the service.
bool restricts_service(const CompiledStatement& compiled, std::string_view key) {
  Context any_other;
  any_other.set(key, "someone-else.amazonaws.com");
  return restricts(compiled, {key}, any_other);
}

void lint_pass_role(const WrittenStatement& statement, const CompiledStatement& compiled, Findings& to) {
  if (restricts_service(compiled, "iam:PassedToService")) return;
  base::Span span = place(statement, "iam:PassRole");
  constexpr std::string_view kHint =
      R"(name the roles, and add "StringEquals": {"iam:PassedToService": SERVICE})";
  std::string id = combination(statement, "iam:PassRole");
  if (!id.empty()) {
    to.danger("pass-role-with-" + id, span, "this allows to pass any role to any service",
              std::string(kHint));
  } else if (has_plain(statement, "iam:PassRole")) {
    to.danger("pass-role-without-passed-to-service", span,
              "without the condition `iam:PassedToService` the roles may be passed to any service",
              R"(add "StringEquals": {"iam:PassedToService": SERVICE})");
  }
}

}  // namespace

void lint_roles(const WrittenStatement& statement, const CompiledStatement& compiled, Findings& to) {
  if (!statement.allow || names_principals(to.kind) || to.kind == Kind::scp) return;
  if (applies_to(statement, "iam:passrole")) lint_pass_role(statement, compiled, to);
  if (applies_to(statement, "iam:createservicelinkedrole") &&
      !restricts_service(compiled, "iam:AWSServiceName")) {
    std::string id = combination(statement, "iam:CreateServiceLinkedRole");
    if (id.empty()) return;
    to.warn("create-slr-with-" + id, place(statement, "iam:CreateServiceLinkedRole"),
            "this allows to create the service-linked roles of every service",
            R"(add "StringLike": {"iam:AWSServiceName": SERVICE})");
  }
}

}  // namespace policy
