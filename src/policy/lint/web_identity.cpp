// Trust in web identities: whose tokens a role lets in (docs/policy-semantics.md, rule 41).
#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "policy/ask/caller.h"
#include "policy/catalog/claims.h"
#include "policy/lint/restriction.h"
#include "policy/lint/rules.h"
#include "policy/lint/strangers.h"
#include "policy/lint/subject_form.h"
#include "policy/read/issuers.h"
#include "policy/read/trust.h"

namespace policy {
namespace {

// One Allow for one provider.
class TrustLint {
 public:
  TrustLint(const WrittenStatement& statement, const CompiledStatement& compiled, const Text& provider,
            std::string_view url, Findings& to)
      : statement_(statement),
        provider_(provider),
        url_(url),
        issuer_(issuer_of(url)),
        strangers_(statement, compiled, to.catalog, url_, issuer_),
        to_(to) {}

  void lint() {
    lint_audience();
    lint_claims();
    lint_literal_wildcards();
    auto token = strangers_.let_in();
    if (token && !is_kept_out(*token)) {
      report(*token);
    } else if (issuer_.name.starts_with("GitHub Actions")) {
      lint_repository();
    }
  }

 private:
  // `sub` of `issuer.example:sub`; empty: another key.
  std::string_view claim_of(const WrittenCondition& condition) const {
    std::string_view key = condition.key.value;
    bool is_claim = key.size() > url_.size() && key[url_.size()] == ':' &&
                    base::equal_ignoring_case(key.substr(0, url_.size()), url_);
    return is_claim ? key.substr(url_.size() + 1) : std::string_view();
  }

  // By another statement.
  bool is_kept_out(const Context& token) const {
    auto caller = parse_principal(provider_.value);
    return caller && is_denied(to_.policy, *caller, "sts:AssumeRoleWithWebIdentity", token);
  }

  void lint_audience();
  void lint_claims();
  void lint_literal_wildcards();
  void lint_repository();
  void report(const Context& token);
  const Text* value_that_takes(const std::string& subject) const;

  const WrittenStatement& statement_;
  const Text& provider_;
  std::string url_;
  const Issuer& issuer_;
  Strangers strangers_;
  Findings& to_;
};

void TrustLint::lint_audience() {
  if (!strangers_.takes_other_audiences()) return;
  to_.danger("trust-without-audience", provider_.span,
             fmt::format("tokens of `{}` that were meant for somebody else are let in too", url_),
             fmt::format(R"(add "StringEquals": {{"{}:aud": "sts.amazonaws.com"}})", url_));
}

// Claims that hold where a token does not have them, and those that are no keys at all.
void TrustLint::lint_claims() {
  auto known = claims_of(to_.catalog, url_);
  for (const auto& condition : statement_.conditions) {
    std::string_view claim = claim_of(condition);
    if (claim.empty()) continue;
    if (Operator::parse(condition.operator_name.value)->if_exists) {
      to_.danger(
          "claim-may-be-absent", condition.operator_name.span,
          fmt::format("{} holds for tokens without `{}`", condition.operator_name.value, condition.key.value),
          "leave IfExists out");
    }
    bool is_generic = claim == "sub" || claim == "aud" || claim == "amr" || claim == "oaud" ||
                      claim == "azp" || claim == "email";
    if (known.empty() || is_generic || std::find(known.begin(), known.end(), claim) != known.end()) continue;
    auto near = base::did_you_mean(claim, known);
    to_.warn("invalid-service-condition-key", condition.key.span,
             fmt::format("STS makes no condition key of the claim `{}` of {}: the key is always absent",
                         claim, issuer_.name),
             near ? fmt::format("did you mean `{}:{}`?", url_, *near)
                  : "it makes keys of sub, aud, " + base::join(known, ", "));
  }
}

void TrustLint::lint_literal_wildcards() {
  for (const auto& condition : statement_.conditions) {
    auto op = Operator::parse(condition.operator_name.value);
    if (claim_of(condition) != "sub" || op->wildcards || op->comparison != Comparison::string) continue;
    for (const auto& value : condition.values) {
      if (find_wildcard(value.value) == std::string::npos) continue;
      to_.danger("wildcard-subject-under-string-equals", value.span,
                 fmt::format("{} takes the wildcard in `{}` literally: no token has that subject",
                             condition.operator_name.value, value.value),
                 "use StringLike");
    }
  }
}

// The value of a condition on the subject that alone takes it.
const Text* TrustLint::value_that_takes(const std::string& subject) const {
  Context token;
  for (const auto& condition : statement_.conditions) {
    auto op = Operator::parse(condition.operator_name.value);
    if (claim_of(condition) != "sub" || op->negated || op->comparison == Comparison::null) continue;
    token.set(condition.key.value, subject);
    for (const auto& value : condition.values) {
      WrittenCondition one = condition;
      one.values = {value};
      if (Condition(one, *op, to_.document.has_variables, true).holds(token)) return &value;
    }
  }
  return nullptr;
}

void TrustLint::report(const Context& token) {
  const std::string& subject = token.find(url_ + ":sub")->values.front();
  const WrittenCondition* negated = nullptr;
  bool asks_who = false;
  for (const auto& condition : statement_.conditions) {
    auto op = Operator::parse(condition.operator_name.value);
    std::string_view claim = claim_of(condition);
    if (claim == "sub" && op->negated) negated = &condition;
    asks_who |= !claim.empty() && claim != "aud" && !op->negated;
  }
  if (negated && !asks_who) {
    to_.danger(
        "negated-subject", negated->key.span,
        fmt::format("{} lets in every other subject, such as `{}`", negated->operator_name.value, subject),
        "name who is let in, with StringEquals or StringLike");
    return;
  }
  bool is_cluster = issuer_.owner == "namespace";
  std::string_view id = issuer_.name.starts_with("GitHub Actions") ? "missing-github-repo-condition-key"
                        : is_cluster && asks_who                   ? "any-service-account"
                        : issuer_.is_shared || asks_who ? "missing-condition-key-for-oidc-principal"
                                                        : "trust-without-subject";
  const Text* value = value_that_takes(subject);
  std::string what = value ? fmt::format("`{}`", value->value) : "this";
  to_.danger(std::string(id), value ? value->span : provider_.span,
             fmt::format("{} lets in every {} of {}{}, such as the subject `{}`", what, issuer_.owner,
                         issuer_.name, issuer_.is_shared ? ", whoever signs up there" : "", subject),
             fmt::format("name who is let in: `{}:sub` of the form {}", url_, issuer_.advice));
}

// Of one's own owner, more than one repository, or whatever runs in it: pull requests, any environment.
void TrustLint::lint_repository() {
  constexpr Token kAnything[] = {kAnyRun};
  for (const auto& condition : statement_.conditions) {
    auto op = Operator::parse(condition.operator_name.value);
    if (claim_of(condition) != "sub" || !op->wildcards || op->negated) continue;
    for (const auto& value : condition.values) {
      Tokens wanted = tokenize_template(value.value, TokensView(kAnything, 1));
      auto meets = [&](std::string_view form) { return SubjectForm(form).text_of("", wanted).has_value(); };
      bool any_run = meets("repo:{owner}/{repository}:pull_request") &&
                     meets("repo:{owner}/{repository}:ref:refs/heads/{branch*}");
      bool any_repository =
          SubjectForm("repo:{owner}/{repository}:{context*}").parts_of("repository", wanted).size() > 1;
      if (!any_run && !any_repository) continue;
      to_.warn("specific-github-repo-and-branch-recommended", value.span,
               fmt::format("`{}` lets in more than one repository and branch", value.value),
               "use repo:OWNER/REPO:ref:refs/heads/BRANCH");
    }
  }
}

}  // namespace

void lint_web_identity(const WrittenStatement& statement, const CompiledStatement& compiled, Findings& to) {
  if (to.kind != Kind::trust || !statement.allow) return;
  for (const auto& principal : statement.principals) {
    std::string_view url = issuer_url(principal);
    if (!url.empty()) TrustLint(statement, compiled, principal.text, url, to).lint();
  }
}

}  // namespace policy
