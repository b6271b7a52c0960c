#include "policy/read/print.h"

namespace policy {
namespace {

using json::Value;

// One value stands alone, as people write it.
Value list(const std::vector<Text>& texts) {
  if (texts.size() == 1) return texts.front().value;
  json::Array out;
  for (const auto& text : texts) out.emplace_back(text.value);
  return out;
}

Value principals(const std::vector<WrittenPrincipal>& written) {
  if (written.size() == 1 && written[0].key == PrincipalKey::everyone) return "*";
  json::Object out;
  for (PrincipalKey key :
       {PrincipalKey::aws, PrincipalKey::service, PrincipalKey::federated, PrincipalKey::canonical_user}) {
    std::vector<Text> of_key;
    for (const auto& principal : written) {
      if (principal.key == key) of_key.push_back(principal.text);
    }
    if (!of_key.empty()) out.set(key_name(key), list(of_key));
  }
  return out;
}

Value conditions(const std::vector<WrittenCondition>& written) {
  json::Object out;
  for (const auto& condition : written) {
    Value& block = out[condition.operator_name.value];
    if (!block.is_object()) block = json::Object();
    block.as_object().set(condition.key.value, list(condition.values));
  }
  return out;
}

}  // namespace

std::string_view key_name(PrincipalKey key) {
  switch (key) {
    case PrincipalKey::service:
      return "Service";
    case PrincipalKey::federated:
      return "Federated";
    case PrincipalKey::canonical_user:
      return "CanonicalUser";
    default:
      return "AWS";
  }
}

json::Object to_json(const WrittenStatement& statement) {
  json::Object out;
  if (!statement.sid.empty()) out.set("Sid", statement.sid);
  out.set("Effect", statement.allow ? "Allow" : "Deny");
  if (statement.has_principal) {
    out.set(statement.not_principal ? "NotPrincipal" : "Principal", principals(statement.principals));
  }
  out.set(statement.not_action ? "NotAction" : "Action", list(statement.actions));
  if (statement.has_resource) {
    out.set(statement.not_resource ? "NotResource" : "Resource", list(statement.resources));
  }
  if (!statement.conditions.empty()) out.set("Condition", conditions(statement.conditions));
  return out;
}

json::Object to_json(const Document& document) {
  json::Object out;
  if (document.has_version) out.set("Version", document.has_variables ? "2012-10-17" : "2008-10-17");
  json::Array statements;
  for (const auto& statement : document.statements) statements.emplace_back(to_json(statement));
  out.set("Statement", std::move(statements));
  return out;
}

}  // namespace policy
