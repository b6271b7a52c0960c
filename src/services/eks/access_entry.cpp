#include "services/eks/access_entry.h"

#include <algorithm>

#include "account/record/identities.h"
#include "base/arn.h"

namespace account::eks {
namespace {

using json::Array;
using json::Object;

// By CLUSTER/UNIQUE ID: {"PrincipalArn"}.
constexpr std::string_view kEntryOfId = "eks.access_entry_of_id";

std::string text_of(const json::Value& record, std::string_view member) {
  return std::string(record.find("Entry")->string_or(member, ""));
}

bool in_scope(const json::Value& scope, const std::string& name_space) {
  if (scope.string_or("type", "") == "cluster") return true;
  const Array& patterns = scope.find("namespaces")->as_array();
  return std::any_of(patterns.begin(), patterns.end(), [&](const json::Value& pattern) {
    return in_namespace_scope(pattern.as_string(), name_space);
  });
}

}  // namespace

std::optional<Principal> find_principal(const State& state, std::string_view text) {
  auto arn = base::Arn::parse(text);
  if (!arn || arn->partition != "aws" || arn->service != "iam" || !arn->region.empty()) return std::nullopt;
  size_t slash = arn->resource.find('/');
  std::string type = arn->resource.substr(0, slash);
  if (slash == std::string::npos || (type != "user" && type != "role")) return std::nullopt;
  if (arn->resource.starts_with("role/aws-service-role/")) return std::nullopt;
  std::string name = arn->resource.substr(arn->resource.rfind('/') + 1);
  State account = state.of(arn->account);
  auto record = type == "role" ? find_role_by_arn(account, text) : find_user(account, name);
  if (!record || record->string_or("Arn", "") != text) return std::nullopt;
  return Principal{std::string(text), arn->account, type, name,
                   std::string(record->string_or(type == "role" ? "RoleId" : "UserId", ""))};
}

std::optional<json::Value> find_access_entry(const State& state, const std::string& cluster,
                                             std::string_view arn) {
  return state.get(kAccessEntry, fmt::format("{}/{}", cluster, arn));
}

std::vector<Entry> access_entries(const State& state, const std::string& cluster) {
  return state.list(kAccessEntry, {.prefix = cluster + "/"});
}

void put_access_entry(State& state, const json::Value& record) {
  std::string cluster = text_of(record, "clusterName");
  std::string arn = text_of(record, "principalArn");
  state.put(kAccessEntry, fmt::format("{}/{}", cluster, arn), record);
  state.put(kEntryOfId, fmt::format("{}/{}", cluster, record.string_or("PrincipalId", "")),
            Object{{"PrincipalArn", arn}});
}

void erase_access_entry(State& state, const std::string& cluster, std::string_view arn) {
  auto record = find_access_entry(state, cluster, arn);
  if (!record) return;
  state.erase(kEntryOfId, fmt::format("{}/{}", cluster, record->string_or("PrincipalId", "")));
  state.erase(kAccessEntry, fmt::format("{}/{}", cluster, arn));
}

std::string default_username(const Principal& principal, std::string_view type) {
  if (type == "FARGATE_LINUX" || type == "HYBRID_LINUX") return "system:node:{{SessionName}}";
  if (type != kStandard) return "system:node:{{EC2PrivateDNSName}}";
  if (principal.type == "user") return principal.arn;
  return fmt::format("arn:aws:sts::{}:assumed-role/{}/{{{{SessionName}}}}", principal.account,
                     principal.name);
}

std::vector<std::string> default_groups(std::string_view type) {
  if (type == kStandard) return {};
  std::vector<std::string> groups = {"system:nodes"};
  if (type == "EC2_WINDOWS") groups.emplace_back("eks:kube-proxy-windows");
  return groups;
}

json::Value make_access_entry(const State& state, const std::string& cluster, const Principal& principal,
                              std::string_view type, base::Time now, base::Random& random) {
  std::string arn =
      fmt::format("arn:aws:eks:{}:{}:access-entry/{}/{}/{}/{}/{}", state.region(), state.account(), cluster,
                  principal.type, principal.account, principal.name, random.uuid());
  std::vector<std::string> groups = default_groups(type);
  Object entry{{"clusterName", cluster},
               {"principalArn", principal.arn},
               {"kubernetesGroups", Array(groups.begin(), groups.end())},
               {"accessEntryArn", arn},
               {"createdAt", base::to_ms(now)},
               {"modifiedAt", base::to_ms(now)},
               {"tags", Object()},
               {"username", default_username(principal, type)},
               {"type", type}};
  return Object{{"Entry", std::move(entry)},
                {"PrincipalId", principal.unique_id},
                {"Token", ""},
                {"Policies", Array()}};
}

void put_creator_entry(State state, const std::string& cluster, const Principal& creator, base::Time now,
                       base::Random& random) {
  json::Value record = make_access_entry(state, cluster, creator, kStandard, now, random);
  Object policy{{"policyArn", kClusterAdminPolicy},
                {"accessScope", Object{{"type", "cluster"}, {"namespaces", Array()}}},
                {"associatedAt", base::to_ms(now)},
                {"modifiedAt", base::to_ms(now)}};
  record.as_object().set("Policies", Array{std::move(policy)});
  put_access_entry(state, record);
}

std::optional<json::Value> entry_of_id(const State& state, const std::string& cluster,
                                       std::string_view unique_id) {
  auto found = state.get(kEntryOfId, fmt::format("{}/{}", cluster, unique_id));
  auto record =
      found ? find_access_entry(state, cluster, found->string_or("PrincipalArn", "")) : std::nullopt;
  bool same = record && record->string_or("PrincipalId", "") == unique_id;
  return same ? std::move(record) : std::nullopt;
}

std::string allowing_policy(const json::Value& entry, const AccessAttempt& attempt) {
  for (const json::Value& policy : entry.find("Policies")->as_array()) {
    std::string_view arn = policy.string_or("policyArn", "");
    if (in_scope(*policy.find("accessScope"), attempt.name_space) && access_policy_allows(arn, attempt))
      return access_policy_name(arn);
  }
  return {};
}

}  // namespace account::eks
