#include "services/eks/access_entry.h"

#include <algorithm>

#include "account/call/facilities.h"
#include "account/call/operation.h"
#include "account/record/index.h"
#include "account/record/late_identities.h"
#include "account/record/tags.h"
#include "base/arn.h"
#include "services/eks/cluster.h"

namespace account::eks {
namespace {

using json::Array;
using json::Object;

std::string entry_arn(const State& state, std::string_view cluster, const Principal& principal,
                      std::string_view id) {
  return arn_of(state, kAccessEntries,
                Object{{"clusterName", cluster},
                       {"principalType", principal.type},
                       {"principalAccount", principal.account},
                       {"principalName", principal.name},
                       {"id", id}});
}

// Who an ARN names, whether there is anybody or not.
Principal read_principal(const std::string& text) {
  auto arn = base::Arn::parse(text);
  bool is_user = arn && arn->resource.starts_with("user/");
  return {text, arn ? arn->account : "", is_user ? "user" : "role", text.substr(text.rfind('/') + 1), ""};
}

void add_entry_keys(const json::Value& entry, policy::Context& context) {
  context.set("eks:accessEntryType", std::string(entry.string_or("type", "")));
  context.set("eks:username", std::string(entry.string_or("username", "")));
  std::vector<std::string> groups = texts(entry, "kubernetesGroups");
  if (!groups.empty()) context.set_list("eks:kubernetesGroups", groups);
  add_resource_tags(entry.find("tags"), context);
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
  auto record = type == "role" ? seen_role(account, text) : seen_user(account, name);
  if (!record || record->string_or("Arn", "") != text) return std::nullopt;
  return Principal{std::string(text), arn->account, type, name,
                   std::string(record->string_or(type == "role" ? "RoleId" : "UserId", ""))};
}

aws::Result<void> check_takes_entries(const json::Value& cluster) {
  if (authentication_mode(cluster) != "CONFIG_MAP") return {};
  return aws::error(
      "InvalidRequestException", 400,
      "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this "
      "operation.");
}

aws::Result<Resource> locate_access_entry(const Asking& asking) {
  const State& state = asking.call.state;
  std::string name = asking.text(kClusterName);
  std::string principal = asking.text("principalArn");
  Resource resource;
  resource.named = entry_id(name, principal);
  resource.keys.set("eks:clusterName", name);
  resource.keys.set("eks:principalArn", principal);
  auto cluster = require(state, kClusters, name);
  aws::Result<void> takes_entries;
  if (cluster) takes_entries = check_takes_entries(*cluster);
  if (!cluster) {
    resource.absent = cluster.error();
  } else if (!takes_entries) {
    resource.absent = takes_entries.error();
  } else {
    resource.record = find_access_entry(state, name, principal);
  }
  if (!resource.record) {
    bool is_made = asking.need.about == Need::About::created;
    resource.arn = entry_arn(state, name, read_principal(principal), is_made ? "*" : "");
    return resource;
  }
  const json::Value& entry = shown(kAccessEntries, *resource.record);
  resource.arn = std::string(entry.string_or("accessEntryArn", ""));
  add_entry_keys(entry, resource.keys);
  return resource;
}

std::optional<json::Value> find_access_entry(const State& state, const std::string& cluster,
                                             std::string_view arn) {
  return find(state, kAccessEntries, entry_id(cluster, arn));
}

std::vector<Entry> access_entries(const State& state, const std::string& cluster) {
  return state.list(kAccessEntries.name, {.prefix = cluster + "/"});
}

std::string entry_id(std::string_view cluster, std::string_view principal_arn) {
  return fmt::format("{}/{}", cluster, principal_arn);
}

void put_access_entry(State& state, const json::Value& record) {
  const json::Value& entry = shown(kAccessEntries, record);
  std::string id = entry_id(entry.string_or("clusterName", ""), entry.string_or("principalArn", ""));
  store(state, kAccessEntries, id, record);
}

const json::Value* find_association(const json::Value& entry, std::string_view policy_arn) {
  for (const json::Value& policy : entry.find("Policies")->as_array()) {
    if (policy.string_or("policyArn", "") == policy_arn) return &policy;
  }
  return nullptr;
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
  std::string arn = entry_arn(state, cluster, principal, random.uuid());
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
  return Object{{"Entry", std::move(entry)}, {"PrincipalId", principal.unique_id}, {"Policies", Array()}};
}

void let_nodes_in(Call& call, const json::Value& cluster, const std::string& role_arn,
                  std::string_view type) {
  std::string name = call.input.text(kClusterName);
  auto principal = find_principal(call.state, role_arn);
  if (!check_takes_entries(cluster) || !principal || find_access_entry(call.state, name, role_arn)) return;
  put_access_entry(call.state,
                   make_access_entry(call.state, name, *principal, type, call.now, call.facilities.random));
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
  std::vector<Entry> entries = find_through(state, kAccessEntries, "PrincipalId", unique_id, cluster + "/");
  return entries.empty() ? std::nullopt : std::optional(std::move(entries.front().value));
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
