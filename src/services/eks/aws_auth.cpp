#include "services/eks/aws_auth.h"

#include <algorithm>

#include "base/arn.h"
#include "base/diagnostics.h"
#include "base/text.h"
#include "base/yaml.h"

namespace account::eks {
namespace {

constexpr json::Limits kLimits{1 << 20, 8, 100'000};

// The list that the text of one key holds; empty if it is none.
json::Array list_of(const json::Value& config_map, std::string_view key) {
  base::Diagnostics diagnostics;
  auto list = yaml::parse(config_map.string_or(key, ""), diagnostics, kLimits);
  return list && list->is_array() ? std::move(list->as_array()) : json::Array();
}

// As the authenticator compares: in lower case, a role's session by its role.
std::string canonical(std::string_view text) {
  auto arn = base::Arn::parse(text);
  if (arn && arn->service == "sts" && arn->resource.starts_with("assumed-role/")) {
    auto parts = base::split(arn->resource, '/');
    return base::lower(fmt::format("arn:{}:iam::{}:role/{}", arn->partition, arn->account, parts[1]));
  }
  return base::lower(text);
}

KubernetesNames names_of(const json::Value& mapping) {
  KubernetesNames names{std::string(mapping.string_or("username", "")), {}};
  if (const json::Value* groups = mapping.find("groups"); groups && groups->is_array()) {
    for (const json::Value& group : groups->as_array()) {
      if (group.is_string()) names.groups.push_back(group.as_string());
    }
  }
  return names;
}

std::optional<KubernetesNames> find_mapping(const json::Value& config_map, std::string_view key,
                                            std::string_view member, const std::string& arn) {
  for (const json::Value& mapping : list_of(config_map, key)) {
    std::string_view mapped = mapping.string_or(member, "");
    if (!mapped.empty() && canonical(mapped) == arn) return names_of(mapping);
  }
  return std::nullopt;
}

// An account's id as text, or as the number for which YAML takes it.
bool is_account(const json::Value& element, const std::string& account) {
  if (element.is_string()) return element.as_string() == account;
  return element.is_int() && fmt::format("{:012}", element.as_int()) == account;
}

void replace_all(std::string& text, std::string_view mark, std::string_view value) {
  for (size_t at = 0; (at = text.find(mark, at)) != std::string::npos; at += value.size())
    text.replace(at, mark.size(), value);
}

}  // namespace

std::optional<KubernetesNames> map_by_aws_auth(const json::Value& config_map,
                                               const AuthPrincipal& principal) {
  std::string arn = canonical(principal.canonical_arn);
  if (auto names = find_mapping(config_map, "mapRoles", "rolearn", arn)) return names;
  if (auto names = find_mapping(config_map, "mapUsers", "userarn", arn)) return names;
  json::Array accounts = list_of(config_map, "mapAccounts");
  bool mapped = std::any_of(accounts.begin(), accounts.end(),
                            [&](const json::Value& one) { return is_account(one, principal.account); });
  return mapped ? std::optional(KubernetesNames{principal.canonical_arn, {}}) : std::nullopt;
}

base::Result<std::string> render_template(std::string text, const AuthPrincipal& principal) {
  if (text.find("{{EC2PrivateDNSName}}") != std::string::npos) {
    return base::fail(base::ErrorKind::not_found,
                      "`{}` names the EC2 instance `{}`, and this account has none", text,
                      principal.session_name);
  }
  std::string session = principal.session_name;
  std::replace(session.begin(), session.end(), '@', '-');
  // No value can hold a template: neither keys, ids nor session names have braces.
  replace_all(text, "{{AccessKeyID}}", principal.access_key_id);
  replace_all(text, "{{AccountID}}", principal.account);
  replace_all(text, "{{SessionName}}", session);
  replace_all(text, "{{SessionNameRaw}}", principal.session_name);
  return text;
}

}  // namespace account::eks
