// Trust in web identities: which tokens a role lets in (facts: docs/policy-semantics.md, rule 41).
#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "policy/lint/rules.h"

namespace policy {
namespace {

// Issuers that sign for everybody: without a condition on the subject anybody's token is let in.
constexpr std::string_view kSharedIssuers[] = {"token.actions.githubusercontent.com",
                                               "gitlab.com",
                                               "app.terraform.io",
                                               "accounts.google.com",
                                               "cognito-identity.amazonaws.com",
                                               "www.amazon.com",
                                               "graph.facebook.com",
                                               "api.bitbucket.org",
                                               "oidc.circleci.com",
                                               "agent.buildkite.com"};
constexpr std::string_view kGithub = "token.actions.githubusercontent.com";
constexpr std::string_view kServiceAccount = "system:serviceaccount:";

// `oidc.eks.eu-west-3.amazonaws.com/id/ABC` of the provider's ARN, or the built-in host itself.
std::string issuer_of(const std::string& principal) {
  size_t at = principal.find(":oidc-provider/");
  if (at == std::string::npos) return principal.starts_with("arn:") ? "" : principal;
  return principal.substr(at + std::string_view(":oidc-provider/").size());
}

bool is_shared(std::string_view issuer) {
  std::string_view host = issuer.substr(0, issuer.find('/'));
  return std::find(std::begin(kSharedIssuers), std::end(kSharedIssuers), host) != std::end(kSharedIssuers);
}

const WrittenCondition* find(const WrittenStatement& statement, const std::string& key) {
  for (const auto& condition : statement.conditions) {
    if (base::equal_ignoring_case(condition.key.value, key)) return &condition;
  }
  return nullptr;
}

void lint_audience(const WrittenStatement& statement, const Text& provider, const std::string& issuer,
                   Findings& to) {
  // These have no other audience key than their own application's id.
  for (const char* claim : {":aud", ":oaud", ":azp", ":app_id", ":client_id"}) {
    if (find(statement, issuer + claim)) return;
  }
  to.danger("trust-without-audience", provider.span,
            fmt::format("tokens of `{}` that were meant for somebody else are let in too", issuer),
            fmt::format(R"(add "StringEquals": {{"{}:aud": "sts.amazonaws.com"}})", issuer));
}

// Conditions that hold, too, where a token does not have the claim.
void lint_absent_claims(const WrittenStatement& statement, const std::string& issuer, Findings& to) {
  for (const auto& condition : statement.conditions) {
    auto op = Operator::parse(condition.operator_name.value);
    bool of_issuer = base::lower(condition.key.value).starts_with(base::lower(issuer) + ":");
    if (!of_issuer || !op->if_exists) continue;
    to.danger(
        "claim-may-be-absent", condition.operator_name.span,
        fmt::format("{} holds for tokens without `{}`", condition.operator_name.value, condition.key.value),
        "leave IfExists out");
  }
}

bool has_subject(const WrittenStatement& statement, const std::string& issuer) {
  for (const auto& condition : statement.conditions) {
    auto op = Operator::parse(condition.operator_name.value);
    bool of_issuer = base::lower(condition.key.value).starts_with(base::lower(issuer) + ":");
    bool is_audience = base::lower(condition.key.value).ends_with("aud");
    if (of_issuer && !is_audience && !op->negated && op->comparison != Comparison::null) return true;
  }
  return false;
}

void lint_subject_value(const WrittenCondition& condition, const Operator& op, const Text& value,
                        bool is_github, Findings& to) {
  bool wild = find_wildcard(value.value) != std::string::npos;
  if (wild && !op.wildcards && op.comparison == Comparison::string) {
    to.danger("wildcard-subject-under-string-equals", value.span,
              fmt::format("{} takes the wildcard in `{}` literally: no token has that subject",
                          condition.operator_name.value, value.value),
              "use StringLike");
    return;
  }
  std::string_view rest = value.value;
  if (rest.starts_with(kServiceAccount)) rest.remove_prefix(kServiceAccount.size());
  bool any_account =
      rest.size() < value.value.size() && (rest == "*" || rest == "*:*" || rest.starts_with("*"));
  if (op.wildcards && (any_account || value.value == "*" || value.value == "system:*")) {
    to.danger(
        "any-service-account", value.span,
        fmt::format("`{}` lets in every subject of the issuer, such as every service account of a cluster",
                    value.value),
        "name namespace and service account: system:serviceaccount:NAMESPACE:NAME");
    return;
  }
  if (!is_github || !op.wildcards) return;
  // repo:OWNER/REPO:ref:refs/heads/BRANCH
  auto parts = base::split(value.value, ':');
  bool any_repo =
      parts.size() < 2 || parts[1].substr(0, parts[1].find('/')).find('*') != std::string_view::npos;
  if (any_repo) {
    to.danger("missing-github-repo-condition-key", value.span,
              fmt::format("`{}` lets in repositories of any owner", value.value), "use repo:OWNER/REPO:*");
  } else if (parts.size() == 2 ? wild : parts[1].find('*') != std::string_view::npos || parts[2] == "*") {
    to.warn("specific-github-repo-and-branch-recommended", value.span,
            fmt::format("`{}` lets in more than one repository and branch", value.value),
            "use repo:OWNER/REPO:ref:refs/heads/BRANCH");
  }
}

void lint_subject(const WrittenStatement& statement, const Text& provider, const std::string& issuer,
                  Findings& to) {
  bool is_github = issuer.starts_with(kGithub);
  if (!is_shared(issuer) && !has_subject(statement, issuer) && !find(statement, issuer + ":sub")) {
    to.danger(
        "trust-without-subject", provider.span,
        fmt::format("every subject of `{}` is let in, such as every service account of a cluster", issuer),
        fmt::format(R"(add "StringEquals": {{"{}:sub": SUBJECT}})", issuer));
  }
  if (is_shared(issuer) && !has_subject(statement, issuer)) {
    to.danger(is_github ? "missing-github-repo-condition-key" : "missing-condition-key-for-oidc-principal",
              provider.span,
              fmt::format("`{}` signs tokens for everybody, and no condition says whose are let in", issuer),
              fmt::format("add a condition on `{}:sub`", issuer));
  }
  for (const auto& condition : statement.conditions) {
    if (!base::equal_ignoring_case(condition.key.value, issuer + ":sub")) continue;
    auto op = Operator::parse(condition.operator_name.value);
    if (op->negated) {
      to.danger("negated-subject", condition.key.span,
                fmt::format("{} lets in every other subject, and tokens without one",
                            condition.operator_name.value),
                "name who is let in, with StringEquals or StringLike");
    }
    if (op->negated || op->comparison == Comparison::null) continue;
    for (const auto& value : condition.values) lint_subject_value(condition, *op, value, is_github, to);
  }
}

}  // namespace

void lint_web_identity(const WrittenStatement& statement, Findings& to) {
  if (to.kind != Kind::trust || !statement.allow) return;
  for (const auto& principal : statement.principals) {
    if (principal.key != PrincipalKey::federated) continue;
    std::string issuer = issuer_of(principal.text.value);
    if (issuer.empty()) continue;  // SAML
    lint_audience(statement, principal.text, issuer, to);
    lint_absent_claims(statement, issuer, to);
    lint_subject(statement, principal.text, issuer, to);
  }
}

}  // namespace policy
