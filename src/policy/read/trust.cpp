#include "policy/read/trust.h"

#include <algorithm>

#include "base/text.h"
#include "policy/match/condition.h"
#include "policy/read/issuers.h"

namespace policy {
namespace {

bool is_only_wildcards(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c == '*' || c == '?'; });
}

bool lets_web_identities_in(const WrittenStatement& statement) {
  constexpr std::string_view kAction = "sts:assumerolewithwebidentity";
  bool is_listed = std::any_of(statement.actions.begin(), statement.actions.end(), [&](const Text& action) {
    return Glob(base::lower(base::trim(action.value))).matches(kAction);
  });
  return statement.allow && is_listed != statement.not_action;
}

// Whether the condition says which values the key may have.
bool controls(const WrittenCondition& condition, std::string_view key) {
  auto op = Operator::parse(condition.operator_name.value);
  bool compares = op && op->comparison == Comparison::string && !op->negated && !op->if_exists;
  return compares && base::equal_ignoring_case(condition.key.value, key) && !condition.values.empty() &&
         std::none_of(condition.values.begin(), condition.values.end(),
                      [](const Text& value) { return is_only_wildcards(value.value); });
}

}  // namespace

std::string_view issuer_url(const WrittenPrincipal& principal) {
  constexpr std::string_view kProvider = ":oidc-provider/";
  if (principal.key != PrincipalKey::federated) return {};
  std::string_view text = principal.text.value;
  size_t at = text.find(kProvider);
  if (at != std::string_view::npos) return text.substr(at + kProvider.size());
  return text.starts_with("arn:") ? std::string_view() : text;
}

std::optional<std::string> missing_control(const WrittenStatement& statement,
                                           const WrittenPrincipal& principal) {
  std::string_view url = issuer_url(principal);
  if (url.empty() || !lets_web_identities_in(statement)) return std::nullopt;
  const Issuer& issuer = issuer_of(url);
  if (issuer.demanded.empty()) return std::nullopt;
  bool has_service = issuer.demanded.find(':') != std::string_view::npos;
  std::string key =
      has_service ? std::string(issuer.demanded) : std::string(url) + ":" + std::string(issuer.demanded);
  bool is_there = std::any_of(statement.conditions.begin(), statement.conditions.end(),
                              [&](const WrittenCondition& condition) { return controls(condition, key); });
  return is_there ? std::nullopt : std::optional(std::move(key));
}

}  // namespace policy
