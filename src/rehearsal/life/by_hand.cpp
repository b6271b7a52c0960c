#include "rehearsal/life/by_hand.h"

#include "base/json.h"

namespace rehearsal {
namespace {

std::string text_at(const json::Value& value, std::string_view member) {
  return std::string(value.string_or(member, ""));
}

// Texts of a row's input, filled.
json::Value filled(const json::Value& value, const engine::Record& record) {
  if (value.is_object()) {
    json::Object object;
    for (const json::Member& each : value.as_object()) object.append({each.name, filled(each.value, record)});
    return object;
  }
  if (value.is_array()) {
    json::Array array;
    for (const json::Value& each : value.as_array()) array.push_back(filled(each, record));
    return array;
  }
  if (!value.is_string()) return value;
  std::string_view text = value.as_string();
  if (!text.starts_with('{') || !text.ends_with('}') || text.starts_with("{\"")) return value;
  text = text.substr(1, text.size() - 2);
  constexpr std::string_view kIdentity = "identity.";
  if (text.starts_with(kIdentity)) return text_at(record.identity, text.substr(kIdentity.size()));
  return text_at(record.applied, text);
}

}  // namespace

const std::vector<ByHand>& drifts() {
  static const std::vector<ByHand> kRows = {
      {"iam-role", "iam", "UpdateAssumeRolePolicy",
       R"({"RoleName": "{identity.RoleName}", "PolicyDocument": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":{\"AWS\":\"*\"},\"Action\":\"sts:AssumeRole\"}]}"})",
       "nobody is trusted any more"},
      {"iam-role-policy", "iam", "DetachRolePolicy",
       R"({"RoleName": "{identity.RoleName}", "PolicyArn": "{identity.PolicyArn}"})",
       "a policy is taken off"},
      {"iam-oidc-provider", "iam", "RemoveClientIDFromOpenIDConnectProvider",
       R"({"OpenIDConnectProviderArn": "{identity.OpenIDConnectProviderArn}", "ClientID": "{audience}"})",
       "an audience is taken off"},
  };
  return kRows;
}

const std::vector<ByHand>& hangings() {
  static const std::vector<ByHand> kRows = {
      {"iam-role", "iam", "AttachRolePolicy",
       R"({"RoleName": "{identity.RoleName}", "PolicyArn": "arn:aws:iam::aws:policy/AWSSupportAccess"})",
       "another policy on a role"},
      {"iam-role", "iam", "PutRolePolicy",
       R"({"RoleName": "{identity.RoleName}", "PolicyName": "by-hand", "PolicyDocument": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}]}"})",
       "a policy in a role"},
  };
  return kRows;
}

std::optional<engine::Request> request_of(const ByHand& row, const engine::Record& record) {
  if (record.kind != row.kind) return std::nullopt;
  auto input = json::parse(row.input);
  return engine::Request{std::string(row.api), std::string(row.operation), filled(*input, record)};
}

}  // namespace rehearsal
