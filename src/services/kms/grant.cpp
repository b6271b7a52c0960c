#include "services/kms/grant.h"

#include <algorithm>

#include "account/call/facilities.h"
#include "account/record/index.h"
#include "base/encoding.h"
#include "base/text.h"
#include "crypto/seal.h"
#include "services/kms/key.h"

namespace account::kms {
namespace {

constexpr std::string_view kTokenPurpose = "kms grant token";
// Constraints are about an encryption context; these have none (API Reference, GrantConstraints).
constexpr std::string_view kUnconstrained[] = {"kms:DescribeKey", "kms:RetireGrant", "kms:GetPublicKey"};

// Text that stands for itself where policies have variables.
std::string plain(std::string_view text) {
  std::string escaped;
  for (char c : text) escaped += c == '$' ? std::string("${$}") : std::string(1, c);
  return escaped;
}

json::Object conditions_of(const json::Value& constraints) {
  json::Object equal, all_of;
  const json::Value* exact = constraints.find("EncryptionContextEquals");
  for (const json::Value* pairs : {exact, constraints.find("EncryptionContextSubset")}) {
    if (!pairs) continue;
    for (const auto& [name, value, span] : pairs->as_object())
      equal.set("kms:EncryptionContext:" + name, plain(value.as_string()));
  }
  if (exact) {
    json::Array names;
    for (const auto& [name, value, span] : exact->as_object()) names.push_back(plain(name));
    all_of.set("kms:EncryptionContextKeys", std::move(names));
  }
  json::Object conditions;
  if (!equal.empty()) conditions.set("StringEquals", std::move(equal));
  if (!all_of.empty()) conditions.set("ForAllValues:StringEquals", std::move(all_of));
  if (const json::Value* source = constraints.find("SourceArn"))
    conditions.set("ArnEquals", json::Object{{"aws:SourceArn", plain(source->as_string())}});
  return conditions;
}

json::Object principal_of(const json::Value& grant, std::string_view principal, std::string_view service) {
  if (const json::Value* named = grant.find(service)) return json::Object{{"Service", *named}};
  std::string text = text_of(grant, principal);
  return json::Object{{text.starts_with("arn:") ? "AWS" : "Service", text}};
}

json::Object statement(const json::Value& grant, json::Object principal, json::Array actions,
                       json::Object conditions) {
  json::Object made{{"Sid", fmt::format("grant {}", text_of(grant, "GrantId"))},
                    {"Effect", "Allow"},
                    {"Principal", std::move(principal)},
                    {"Action", std::move(actions)},
                    {"Resource", "*"}};
  if (!conditions.empty()) made.set("Condition", std::move(conditions));
  return made;
}

void add_statements(const Call& call, const json::Value& grant, json::Array& statements) {
  json::Array constrained, free;
  for (const json::Value& operation : grant.find("Operations")->as_array()) {
    std::string action = "kms:" + operation.as_string();
    bool is_free =
        std::find(std::begin(kUnconstrained), std::end(kUnconstrained), action) != std::end(kUnconstrained);
    if (operation == json::Value("CreateGrant")) {
      if (call.operation == "CreateGrant" && is_within(grant, call.input))
        free.emplace_back(std::move(action));
    } else {
      (is_free ? free : constrained).emplace_back(std::move(action));
    }
  }
  json::Object principal = principal_of(grant, "GranteePrincipal", "GranteeServicePrincipal");
  const json::Value* constraints = grant.find("Constraints");
  if (!constrained.empty())
    statements.emplace_back(statement(grant, principal, std::move(constrained),
                                      constraints ? conditions_of(*constraints) : json::Object()));
  if (!free.empty()) statements.emplace_back(statement(grant, principal, std::move(free), {}));
}

std::string with_statements(const std::string& policy, json::Array added) {
  if (added.empty()) return policy;
  auto document = json::parse(policy);
  if (!document) return policy;  // was checked when it was stored
  json::Value& statements = document->as_object()["Statement"];
  if (!statements.is_array()) statements = json::Array{statements};
  size_t number = 0;  // since a grant may need several, and no two have the same Sid
  for (json::Value& one : added) {
    one.as_object().set("Sid", fmt::format("{}, {}", text_of(one, "Sid"), ++number));
    statements.as_array().push_back(std::move(one));
  }
  return json::dump(*document);
}

// Whom grants may name for this caller, and by which member.
std::vector<std::pair<std::string_view, std::string>> names_of(const policy::Principal& caller) {
  if (caller.type == policy::PrincipalType::service)
    return {{"GranteePrincipal", caller.service}, {"GranteeServicePrincipal", caller.service}};
  std::vector<std::pair<std::string_view, std::string>> names = {{"GranteePrincipal", caller.arn}};
  if (!caller.role_arn.empty()) names.emplace_back("GranteePrincipal", caller.role_arn);
  std::string account = fmt::format("arn:aws:iam::{}:root", caller.account);
  if (account != caller.arn) names.emplace_back("GranteePrincipal", std::move(account));
  return names;
}

bool contains_all(const json::Value* whole, const json::Value& part) {
  if (!whole) return part.as_object().empty();
  return std::all_of(part.as_object().begin(), part.as_object().end(), [&](const json::Member& one) {
    const json::Value* same = whole->find(one.name);
    return same && *same == one.value;
  });
}

}  // namespace

std::string grant_place(std::string_view key, std::string_view grant) {
  return fmt::format("{}/{}", key, grant);
}

std::string with_grants(const Call& call, const State& owner, const json::Value& key) {
  json::Array added;
  std::string prefix = grant_place(text_of(key, "KeyId"), "");
  for (const auto& [member, name] : names_of(call.caller.principal))
    for (const Entry& grant : find_through(owner, kGrants, member, name, prefix))
      add_statements(call, grant.value, added);
  return with_statements(text_of(key, "Policy"), std::move(added));
}

std::string with_retirement(const json::Value& key, const json::Value& grant) {
  json::Array retire{"kms:RetireGrant"};
  json::Array added;
  if (grant.find("RetiringPrincipal") || grant.find("RetiringServicePrincipal"))
    added.emplace_back(
        statement(grant, principal_of(grant, "RetiringPrincipal", "RetiringServicePrincipal"), retire, {}));
  const json::Array& operations = grant.find("Operations")->as_array();
  if (std::find(operations.begin(), operations.end(), json::Value("RetireGrant")) != operations.end())
    added.emplace_back(
        statement(grant, principal_of(grant, "GranteePrincipal", "GranteeServicePrincipal"), retire, {}));
  added.emplace_back(statement(grant, json::Object{{"AWS", text_of(grant, "IssuingAccount")}}, retire, {}));
  return with_statements(text_of(key, "Policy"), std::move(added));
}

// Developer Guide, "Granting CreateGrant permission": no operation more, and constraints that are as strict or
// stricter.
bool is_within(const json::Value& granted, const Input& wanted) {
  const json::Array& may = granted.find("Operations")->as_array();
  for (const json::Value& operation : wanted.list("Operations"))
    if (std::find(may.begin(), may.end(), operation) == may.end()) return false;
  const json::Value* old = granted.find("Constraints");
  const json::Value* now = wanted.find("Constraints");
  const json::Value* exact_now = now ? now->find("EncryptionContextEquals") : nullptr;
  const json::Value* subset_now = now ? now->find("EncryptionContextSubset") : nullptr;
  if (const json::Value* exact = old ? old->find("EncryptionContextEquals") : nullptr)
    return exact_now && contains_all(exact_now, *exact) && contains_all(exact, *exact_now);
  if (const json::Value* subset = old ? old->find("EncryptionContextSubset") : nullptr)
    return contains_all(exact_now ? exact_now : subset_now, *subset);
  return true;
}

std::string grant_token(const Call& call, const json::Value& key, std::string_view grant) {
  std::string text = fmt::format("{} {} {} {}", text_of(key, "AWSAccountId"), call.state.region(),
                                 text_of(key, "KeyId"), grant);
  return base::base64url(crypto::seal(call.facilities.seal_key, kTokenPurpose, text, call.facilities.random));
}

aws::Result<GrantName> read_grant_token(const Call& call, const std::string& token) {
  auto bytes = base::unbase64url(token);
  auto text = bytes ? crypto::unseal(call.facilities.seal_key, kTokenPurpose, *bytes) : std::nullopt;
  auto parts = base::split(text ? std::string_view(*text) : "", ' ');
  if (parts.size() != 4 || parts[1] != call.state.region())
    return aws::error("InvalidGrantTokenException", 400, "The grant token is not valid.");
  return GrantName{std::string(parts[0]), std::string(parts[2]), std::string(parts[3])};
}

aws::Result<void> check_grant_tokens(const Call& call) {
  for (const std::string& token : call.input.texts("GrantTokens")) TRY(read_grant_token(call, token));
  return {};
}

}  // namespace account::kms
