#include "account/call/authorization_message.h"

#include "base/encoding.h"
#include "base/json.h"
#include "crypto/seal.h"

namespace account {
namespace {

std::string purpose(const std::string& account) {
  return "authorization message " + account;
}

json::Value conditions_of(const policy::Context& context) {
  json::Array items;
  for (const auto& [key, entry] : context.entries()) {
    json::Array values;
    for (const std::string& value : entry.values) values.push_back(json::Object{{"value", value}});
    items.push_back(json::Object{{"key", key}, {"values", json::Object{{"items", std::move(values)}}}});
  }
  return json::Object{{"items", std::move(items)}};
}

json::Value statements_of(const policy::Decision& decision) {
  json::Array items;
  for (const policy::Matched& matched : decision.statements) {
    items.push_back(json::Object{{"statementId", matched.sid},
                                 {"effect", matched.allow ? "ALLOW" : "DENY"},
                                 {"policy", matched.policy},
                                 {"layer", policy::layer_name(matched.layer)}});
  }
  return json::Object{{"items", std::move(items)}};
}

}  // namespace

std::string encode_authorization_message(const std::string& account, const policy::Request& request,
                                         const policy::Decision& decision, const base::Secret& seal_key,
                                         base::Random& random) {
  json::Value message =
      json::Object{{"allowed", decision.allowed()},
                   {"explicitDeny", decision.outcome == policy::Outcome::explicit_deny},
                   {"layer", policy::layer_name(decision.layer)},
                   {"matchedStatements", statements_of(decision)},
                   {"context", json::Object{{"principal", json::Object{{"arn", request.principal.arn}}},
                                            {"action", request.action},
                                            {"resource", request.resource},
                                            {"conditions", conditions_of(request.context)}}}};
  return base::base64url(crypto::seal(seal_key, purpose(account), json::dump(message), random));
}

std::optional<std::string> decode_authorization_message(const std::string& account, std::string_view message,
                                                        const base::Secret& seal_key) {
  std::optional<std::string> sealed = base::unbase64url(message);
  return sealed ? crypto::unseal(seal_key, purpose(account), *sealed) : std::nullopt;
}

}  // namespace account
