#include "account/call/caller.h"

#include "account/record/identities.h"
#include "base/arn.h"
#include "base/encoding.h"
#include "base/json.h"
#include "crypto/seal.h"

namespace account {
namespace {

using aws::SignatureFault;
using policy::PrincipalType;

constexpr std::string_view kSessionPurpose = "session";
constexpr std::string_view kSecretPurpose = "access key";

tl::unexpected<aws::Error> refuse(SignatureFault fault, aws::ErrorFamily family) {
  return tl::unexpected(aws::signature_error(fault, family));
}

// The record of the user or role behind a session, if it is still the same one.
std::optional<json::Value> principal_of(const State& account, const Session& session) {
  bool role = session.type == PrincipalType::role_session;
  auto record = role ? find_role_by_arn(account, session.role_arn) : find_user(account, session.user_name);
  bool same = record && record->string_or(role ? "RoleId" : "UserId", "") == session.principal_id;
  return same ? std::move(record) : std::nullopt;
}

aws::Result<KnownKey> find_session(const State& server, const aws::SignatureClaim& claim,
                                   aws::ErrorFamily family, const base::Secret& seal_key, base::Time now) {
  if (claim.session_token.empty()) return refuse(SignatureFault::unknown_key, family);
  std::optional<Session> session = unseal_session(claim.session_token, seal_key);
  if (!session || session->access_key_id != claim.access_key_id)
    return refuse(SignatureFault::invalid_token, family);
  if (now >= session->expires) return refuse(SignatureFault::expired_token, family);
  std::string user_arn;
  if (!session->principal_id.empty()) {
    auto principal = principal_of(server.of(session->account), *session);
    if (!principal) return refuse(SignatureFault::invalid_token, family);
    if (session->type == PrincipalType::federated_user) user_arn = principal->string_or("Arn", "");
  }
  base::Secret secret = session->secret_access_key;
  Caller caller = caller_of(std::move(*session));
  caller.principal.user_arn = std::move(user_arn);
  return KnownKey{std::move(caller), std::move(secret)};
}

base::Result<Caller> caller_of_record(const State& server, const json::Value& record,
                                      const std::string& key_id) {
  Caller caller;
  caller.account = record.string_or("Account", "");
  caller.access_key_id = key_id;
  caller.user_name = record.string_or("UserName", "");
  caller.principal.account = caller.account;
  if (caller.user_name.empty()) {
    caller.principal.type = PrincipalType::root;
    caller.principal.arn = base::iam_arn(base::AccountId(caller.account), "root");
    caller.user_id = caller.account;
    return caller;
  }
  std::optional<json::Value> user = find_user(server.of(caller.account), caller.user_name);
  if (!user)
    return base::fail(base::ErrorKind::internal, "access key of an absent user `{}`", caller.user_name);
  caller.principal.type = PrincipalType::user;
  caller.principal.arn = user->string_or("Arn", "");
  caller.user_id = user->string_or("UserId", "");
  caller.principal.unique_id = caller.user_id;
  return caller;
}

json::Value to_json(const Session& s) {
  json::Object web_identity;
  for (const auto& [key, values] : s.web_identity) {
    web_identity.set(key, json::Array(values.begin(), values.end()));
  }
  json::Object tags;
  for (const auto& [key, value] : s.tags) tags.set(key, value);
  json::Value mfa;
  if (s.mfa) mfa = base::to_ms(*s.mfa);
  return json::Object{{"k", s.access_key_id},
                      {"s", s.secret_access_key.reveal()},
                      {"a", s.account},
                      {"t", static_cast<int>(s.type)},
                      {"arn", s.arn},
                      {"id", s.user_id},
                      {"principal", s.principal_id},
                      {"role", s.role_arn},
                      {"user", s.user_name},
                      {"slr", s.service_linked},
                      {"iat", base::to_ms(s.issued)},
                      {"exp", base::to_ms(s.expires)},
                      {"policy", s.session_policy},
                      {"policies", json::Array(s.policy_arns.begin(), s.policy_arns.end())},
                      {"tags", std::move(tags)},
                      {"transitive", json::Array(s.transitive_tag_keys.begin(), s.transitive_tag_keys.end())},
                      {"source", s.source_identity},
                      {"chained", s.chained},
                      {"web", std::move(web_identity)},
                      {"provider", s.federated_provider},
                      {"mfa", std::move(mfa)}};
}

std::vector<std::string> texts(const json::Value* array) {
  std::vector<std::string> result;
  if (array && array->is_array()) {
    for (const auto& element : array->as_array()) result.push_back(element.as_string());
  }
  return result;
}

// The text was sealed by us: its form is not in doubt.
Session from_json(const json::Value& v) {
  Session s;
  s.access_key_id = v.string_or("k", "");
  s.secret_access_key = base::Secret(std::string(v.string_or("s", "")));
  s.account = v.string_or("a", "");
  s.type = static_cast<PrincipalType>(v.int_or("t", 0));
  s.arn = v.string_or("arn", "");
  s.user_id = v.string_or("id", "");
  s.principal_id = v.string_or("principal", "");
  s.role_arn = v.string_or("role", "");
  s.user_name = v.string_or("user", "");
  s.service_linked = v.bool_or("slr", false);
  s.issued = base::from_ms(v.int_or("iat", 0));
  s.expires = base::from_ms(v.int_or("exp", 0));
  s.session_policy = v.string_or("policy", "");
  s.policy_arns = texts(v.find("policies"));
  if (const json::Value* tags = v.find("tags")) {
    for (const auto& tag : tags->as_object()) s.tags[tag.name] = tag.value.as_string();
  }
  s.transitive_tag_keys = texts(v.find("transitive"));
  s.source_identity = v.string_or("source", "");
  s.chained = v.bool_or("chained", false);
  if (const json::Value* web = v.find("web")) {
    for (const auto& key : web->as_object()) s.web_identity[key.name] = texts(&key.value);
  }
  s.federated_provider = v.string_or("provider", "");
  if (const json::Value* mfa = v.find("mfa"); mfa && !mfa->is_null()) s.mfa = base::from_ms(mfa->as_int());
  return s;
}

}  // namespace

Caller caller_of(Session session) {
  Caller caller;
  caller.principal.type = session.type;
  caller.principal.arn = session.arn;
  caller.principal.account = session.account;
  caller.principal.role_arn = session.role_arn;
  caller.principal.unique_id = session.principal_id;
  caller.principal.service_linked = session.service_linked;
  caller.account = session.account;
  caller.user_id = session.user_id;
  caller.user_name = session.user_name;
  caller.access_key_id = session.access_key_id;
  caller.session = std::move(session);
  return caller;
}

aws::Result<KnownKey> find_key(const State& server, const aws::SignatureClaim& claim, aws::ErrorFamily family,
                               const base::Secret& seal_key, base::Time now) {
  if (claim.access_key_id.starts_with("ASIA")) return find_session(server, claim, family, seal_key, now);
  std::optional<json::Value> record = server.get(kAccessKeyKind, claim.access_key_id);
  if (!record || record->string_or("Status", "") != "Active")
    return refuse(SignatureFault::unknown_key, family);
  if (!claim.session_token.empty()) return refuse(SignatureFault::invalid_token, family);
  std::optional<base::Secret> secret = unseal_secret(record->string_or("Secret", ""), seal_key);
  if (!secret) return refuse(SignatureFault::unknown_key, family);
  Caller caller = TRY(caller_of_record(server, *record, claim.access_key_id));
  return KnownKey{std::move(caller), std::move(*secret), read_key_use(*record)};
}

aws::Result<void> check_temporary(const Caller& caller, std::string_view service,
                                  std::string_view operation) {
  if (!caller.session || operation == "GetCallerIdentity") return {};
  bool role = caller.principal.type == PrincipalType::role_session;
  bool federated = caller.principal.type == PrincipalType::federated_user;
  // A user's own session may call IAM once it has shown an MFA device.
  bool may_call_iam = role || (!federated && caller.session->mfa);
  if (service == "iam" && !may_call_iam)
    return refuse(SignatureFault::invalid_token, aws::ErrorFamily::query);
  bool needs_own_key = operation == "GetSessionToken" || operation == "GetFederationToken";
  bool refused = role ? needs_own_key : federated || operation != "AssumeRole";
  if (service != "sts" || !refused) return {};
  return aws::error("AccessDenied", 403, "Cannot call {} with session credentials", operation);
}

std::string seal_session(const Session& session, const base::Secret& seal_key, base::Random& random) {
  return base::base64(crypto::seal(seal_key, kSessionPurpose, json::dump(to_json(session)), random));
}

std::optional<Session> unseal_session(std::string_view token, const base::Secret& seal_key) {
  std::optional<std::string> bytes = base::unbase64(token);
  if (!bytes) return std::nullopt;
  std::optional<std::string> text = crypto::unseal(seal_key, kSessionPurpose, *bytes);
  if (!text) return std::nullopt;
  base::Result<json::Value> value = json::parse(*text);
  if (!value) return std::nullopt;
  return from_json(*value);
}

std::string seal_secret(const base::Secret& secret, const base::Secret& seal_key, base::Random& random) {
  return base::base64(crypto::seal(seal_key, kSecretPurpose, secret.reveal(), random));
}

std::optional<base::Secret> unseal_secret(std::string_view sealed, const base::Secret& seal_key) {
  std::optional<std::string> bytes = base::unbase64(sealed);
  if (!bytes) return std::nullopt;
  std::optional<std::string> text = crypto::unseal(seal_key, kSecretPurpose, *bytes);
  if (!text) return std::nullopt;
  return base::Secret(std::move(*text));
}

}  // namespace account
