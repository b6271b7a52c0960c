// Grants: made, listed.
#include <algorithm>

#include "account/call/facilities.h"
#include "account/record/index.h"
#include "base/arn.h"
#include "base/encoding.h"
#include "services/kms/condition_keys.h"
#include "services/kms/grant.h"
#include "services/kms/key.h"
#include "services/kms/kms.h"
#include "services/kms/listing.h"
#include "services/policy_principals.h"
#include "services/quotas.h"

namespace account::kms {
namespace {

constexpr size_t kMostPairs = 8;      // of a constraint
constexpr size_t kMostLetters = 384;  // of a value in one
constexpr std::string_view kPrincipals[] = {"GranteePrincipal", "RetiringPrincipal"};
constexpr std::string_view kKept[] = {"Name",       "GranteePrincipal",        "RetiringPrincipal",
                                      "Operations", "GranteeServicePrincipal", "RetiringServicePrincipal",
                                      "Constraints"};
// What a symmetric key can be granted for (Developer Guide, "Grant operations").
constexpr std::string_view kOperationsOfSymmetric[] = {"Decrypt",
                                                       "Encrypt",
                                                       "GenerateDataKey",
                                                       "GenerateDataKeyWithoutPlaintext",
                                                       "GenerateDataKeyPair",
                                                       "GenerateDataKeyPairWithoutPlaintext",
                                                       "ReEncryptFrom",
                                                       "ReEncryptTo",
                                                       "CreateGrant",
                                                       "RetireGrant",
                                                       "DescribeKey"};

aws::Result<void> check_principals(const Call& call) {
  if (call.input.has("GranteePrincipal") == call.input.has("GranteeServicePrincipal"))
    return invalid("Specify either GranteePrincipal or GranteeServicePrincipal.");
  for (std::string_view member : kPrincipals) {
    std::string text = call.input.text(member);
    if (text.empty()) continue;
    bool is_service = text.ends_with(".amazonaws.com") && !text.starts_with("arn:");
    bool is_principal = is_service || (base::Arn::parse(text) && principal_exists(call.state, text));
    if (!is_principal)
      return aws::error("InvalidArnException", 400, "ARN does not refer to a valid principal: {}", text);
  }
  return {};
}

aws::Result<void> check_constraints(const json::Value* constraints) {
  if (!constraints) return {};
  bool has_both =
      constraints->find("EncryptionContextEquals") && constraints->find("EncryptionContextSubset");
  if (has_both) return invalid("Only one encryption context constraint may be given.");
  for (std::string_view member : {"EncryptionContextEquals", "EncryptionContextSubset"}) {
    const json::Value* pairs = constraints->find(member);
    if (!pairs) continue;
    if (pairs->as_object().size() > kMostPairs) return invalid("A grant constraint takes up to 8 pairs.");
    for (const auto& [name, value, span] : pairs->as_object())
      if (value.as_string().size() > kMostLetters)
        return invalid("The value of a pair has up to 384 characters.");
  }
  return {};
}

aws::Result<void> check_operations(const Call& call) {
  if (call.input.list("Operations").empty()) return invalid("Operations must not be empty.");
  for (const std::string& one : call.input.texts("Operations")) {
    bool fits = std::find(std::begin(kOperationsOfSymmetric), std::end(kOperationsOfSymmetric), one) !=
                std::end(kOperationsOfSymmetric);
    if (!fits) return invalid(fmt::format("The operation {} is not valid for a symmetric key.", one));
  }
  return {};
}

// The grant that a call with this name would make, if it was made before.
std::optional<Entry> find_same(const State& owner, const std::string& key, const json::Object& wanted) {
  if (!wanted.contains("Name")) return std::nullopt;
  for (Entry& entry : owner.list(kGrants.name, {.prefix = grant_place(key, "")})) {
    bool is_same = std::all_of(std::begin(kKept), std::end(kKept), [&](std::string_view member) {
      const json::Value* a = wanted.find(member);
      const json::Value* b = entry.value.find(member);
      return a && b ? *a == *b : !a && !b;
    });
    if (is_same) return std::move(entry);
  }
  return std::nullopt;
}

Output create_grant(Call& call) {
  const json::Value& key = call.the().record;
  TRY(check_enabled(key));
  TRY(check_principals(call));
  TRY(check_operations(call));
  TRY(check_constraints(call.input.find("Constraints")));
  TRY(check_grant_tokens(call));
  TRY(check_dry_run(call));
  State owner = state_of_key(call, key);
  std::string key_id = text_of(key, "KeyId");
  json::Object grant{{"KeyId", text_of(key, "Arn")},
                     {"CreationDate", base::to_ms(call.now)},
                     {"IssuingAccount", fmt::format("arn:aws:iam::{}:root", own_account(call))}};
  for (std::string_view member : kKept) grant.set_if(member, call.input.find(member));
  std::string id = call.facilities.random.hex(64);
  if (auto same = find_same(owner, key_id, grant)) {
    id = text_of(same->value, "GrantId");
  } else {
    size_t limit = static_cast<size_t>(most_of(call, quotas::kGrantsPerKey)) + 1;
    std::string prefix = grant_place(key_id, "");
    TRY(check_quota(call, quotas::kGrantsPerKey,
                    owner.ids(kGrants.name, {.prefix = prefix, .limit = limit}).size()));
    grant.set("GrantId", id);
    store(owner, kGrants, grant_place(key_id, id), std::move(grant));
  }
  return Object{{"GrantId", id}, {"GrantToken", grant_token(call, key, id)}};
}

bool fits(const Call& call, const json::Value& grant, std::string_view member) {
  return !call.input.has(member) || call.input.text(member) == grant.string_or(member, "");
}

Output list_grants(Call& call) {
  const json::Value& key = call.the().record;
  State owner = state_of_key(call, key);
  std::vector<Entry> grants = owner.list(kGrants.name, {.prefix = grant_place(text_of(key, "KeyId"), "")});
  std::erase_if(grants, [&](const Entry& one) {
    return !fits(call, one.value, "GrantId") || !fits(call, one.value, "GranteePrincipal") ||
           !fits(call, one.value, "GranteeServicePrincipal");
  });
  return list_page(call, "Grants", std::move(grants), {50, 100});
}

Output list_retirable(Call& call) {
  bool is_service = call.input.has("RetiringServicePrincipal");
  if (is_service == call.input.has("RetiringPrincipal"))
    return invalid("Specify either RetiringPrincipal or RetiringServicePrincipal.");
  std::string_view member = is_service ? "RetiringServicePrincipal" : "RetiringPrincipal";
  return list_page(call, "Grants", find_through(call.state, kGrants, member, call.input.text(member)),
                   {50, 100});
}

// Developer Guide, "AWS KMS condition keys": those of grants.
void grant_keys(const Call& call, const json::Value*, policy::Context& context) {
  const Input& in = call.input;
  std::vector<std::string> operations = in.texts("Operations");
  if (!operations.empty()) context.set_list("kms:GrantOperations", std::move(operations));
  for (std::string_view member :
       {"GranteePrincipal", "RetiringPrincipal", "GranteeServicePrincipal", "RetiringServicePrincipal"})
    if (in.has(member)) context.set(fmt::format("kms:{}", member), in.text(member));
  const json::Value* constraints = in.find("Constraints");
  if (!constraints) return;
  for (std::string_view member : {"EncryptionContextEquals", "EncryptionContextSubset"}) {
    const json::Value* pairs = constraints->find(member);
    if (!pairs) continue;
    context.set("kms:GrantConstraintType", std::string(member));
    add_encryption_context(pairs, context);
  }
  if (const json::Value* source = constraints->find("SourceArn"))
    context.set("kms:GrantConstraintSourceArn", source->as_string());
}

constexpr Operation kOperations[] = {
    {"CreateGrant", {on(kAnyKeys, "KeyId").keys(grant_keys)}, create_grant},
    {"ListGrants", {on(kAnyKeys, "KeyId")}, list_grants},
    {"ListRetirableGrants", {any()}, list_retirable},
};

}  // namespace

std::span<const Operation> grant_operations() {
  return kOperations;
}

}  // namespace account::kms
