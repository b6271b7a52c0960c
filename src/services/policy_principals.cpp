#include "services/policy_principals.h"

#include <functional>

#include "account/record/late_identities.h"
#include "account/server/accounts.h"
#include "base/arn.h"
#include "base/diagnostics.h"
#include "policy/document.h"

namespace account {
namespace {

constexpr std::string_view kAccounts = "server.account";

struct Identity {
  std::string arn;
  std::string id;
};

Identity identity_of(const json::Value& record, std::string_view id_member) {
  return {std::string(record.string_or("Arn", "")), std::string(record.string_or(id_member, ""))};
}

bool is_here(const State& state, const base::Arn& arn) {
  return state.of("").contains(kAccounts, arn.account);
}

// The user or role of exactly this ARN.
std::optional<Identity> find_by_arn(const State& state, const std::string& text) {
  auto arn = base::Arn::parse(text);
  if (!arn || arn->service != "iam" || !is_here(state, *arn)) return std::nullopt;
  State account = state.of(arn->account);
  std::string_view name = std::string_view(text).substr(text.rfind('/') + 1);
  bool is_role = arn->resource.starts_with("role/");
  if (!is_role && !arn->resource.starts_with("user/")) return std::nullopt;
  std::optional<json::Value> record = is_role ? seen_role(account, text) : seen_user(account, name);
  if (!record || record->string_or("Arn", "") != text) return std::nullopt;
  return identity_of(*record, is_role ? "RoleId" : "UserId");
}

// Ids tell no account.
std::optional<Identity> find_by_id(const State& state, std::string_view id) {
  for (const json::Value& account : list_accounts(state.of(""))) {
    State theirs = state.of(std::string(account.string_or("Id", "")));
    for (auto [kind, member] : {std::pair(kUser, "UserId"), {kRole, "RoleId"}}) {
      for (const Entry& entry : theirs.list(kind))
        if (entry.value.string_or(member, "") == id) return identity_of(entry.value, member);
    }
  }
  return std::nullopt;
}

bool is_unique_id(std::string_view text) {
  return text.starts_with("AIDA") || text.starts_with("AROA");
}

// The text with its AWS principals, each a whole JSON string, as `change` has them.
std::string with_principals(const std::string& text,
                            const std::function<std::string(const std::string&)>& change) {
  base::Diagnostics diagnostics("policy", text);
  auto document = policy::parse(text, policy::Kind::resource, diagnostics, policy::Size::any);
  if (!document) return text;
  std::string result;
  size_t done = 0;
  for (const auto& statement : document->statements) {
    for (const auto& principal : statement.principals) {
      if (principal.key != policy::PrincipalKey::aws) continue;
      std::string changed = change(principal.text.value);
      const base::Span& span = principal.text.span;
      if (changed == principal.text.value || span.offset < done) continue;
      result.append(text, done, span.offset - done);
      result += json::dump(changed);
      done = span.offset + span.length;
    }
  }
  return result.append(text, done);
}

}  // namespace

bool principal_exists(const State& state, std::string_view principal) {
  std::string text(principal);
  if (is_unique_id(text)) return find_by_id(state, text).has_value();
  auto arn = base::Arn::parse(text);
  if (!arn || !is_here(state, *arn)) return true;
  std::string_view resource = arn->resource;
  constexpr std::string_view kSession = "assumed-role/";
  if (arn->service == "sts" && resource.starts_with(kSession)) {
    resource.remove_prefix(kSession.size());
    return find_role(state.of(arn->account), resource.substr(0, resource.find('/'))).has_value();
  }
  bool names_one = resource.starts_with("user/") || resource.starts_with("role/");
  return !names_one || find_by_arn(state, text).has_value();
}

KeptPolicy keep_policy(const State& state, const std::string& text) {
  KeptPolicy kept;
  kept.text = with_principals(text, [&](const std::string& principal) {
    auto identity = is_unique_id(principal) ? find_by_id(state, principal) : find_by_arn(state, principal);
    if (!identity) return principal;
    kept.arns.set(identity->id, identity->arn);
    return identity->id;
  });
  return kept;
}

std::string show_policy(const State& state, const std::string& text, const json::Value* arns) {
  if (!arns || arns->as_object().empty()) return text;
  return with_principals(text, [&](const std::string& principal) {
    std::string arn(arns->string_or(principal, ""));
    auto identity = arn.empty() ? std::nullopt : find_by_arn(state, arn);
    return identity && identity->id == principal ? arn : principal;
  });
}

}  // namespace account
