// The account as a whole: its aliases, its numbers, and everything about its entities in one answer.
#include <algorithm>

#include "account/record/index.h"
#include "account/record/paging.h"
#include "services/iam/entities.h"
#include "services/iam/iam.h"
#include "services/iam/policy_records.h"
#include "services/iam/principals.h"
#include "services/quotas.h"

namespace account::iam {
namespace {

constexpr std::string_view kAlias = "iam.alias";
constexpr std::string_view kTokenPreferences = "iam.token_preferences";
constexpr std::string_view kTokenPreferencesId = "account";  // an account has one

Output list_aliases(Call& call) {
  json::Array aliases;
  for (const Entry& entry : call.state.list(kAlias)) aliases.emplace_back(entry.id);
  return Object{{"AccountAliases", std::move(aliases)}, {"IsTruncated", false}};
}

Output create_alias(Call& call) {
  for (const Entry& entry : call.state.list(kAlias))
    call.state.erase(kAlias, entry.id);  // an account has one
  call.state.put(kAlias, call.input.text("AccountAlias"), Object{});
  return Object{};
}

Output delete_alias(Call& call) {
  std::string alias = call.input.text("AccountAlias");
  if (!call.state.erase(kAlias, alias)) {
    return aws::error("NoSuchEntity", 404, "The account alias {} cannot be found.", alias);
  }
  return Object{};
}

Output set_security_token_service_preferences(Call& call) {
  call.state.put(kTokenPreferences, kTokenPreferencesId,
                 Object{{"GlobalEndpointTokenVersion", call.input.text("GlobalEndpointTokenVersion")}});
  return Object{};
}

// Of the tokens that STS's global endpoint gives out: 1, or 2 where the account has said so.
int64_t global_endpoint_token_version(const State& state) {
  auto preferences = state.get(kTokenPreferences, kTokenPreferencesId);
  return preferences && preferences->string_or("GlobalEndpointTokenVersion", "") == "v2Token" ? 2 : 1;
}

Output account_summary(Call& call) {
  auto count = [&](std::string_view kind) { return static_cast<int64_t>(call.state.list(kind).size()); };
  std::vector<Entry> devices = call.state.list(kMfaDevice);
  int64_t in_use = std::count_if(devices.begin(), devices.end(), [](const Entry& device) {
    return device.value.find("UserName") != nullptr;
  });
  int64_t versions = 0;
  for (const Entry& policy : call.state.list(kPolicy)) {
    versions += static_cast<int64_t>(policy.value.find("Versions")->as_array().size());
  }
  Object summary{{"Users", count(kUser)},
                 {"UsersQuota", 5000},
                 {"Groups", count(kGroup)},
                 {"GroupsQuota", 300},
                 {"Roles", count(kRole)},
                 {"RolesQuota", 1000},
                 {"Policies", count(kPolicy)},
                 {"PoliciesQuota", 1500},
                 {"PolicySizeQuota", 6144},
                 {"PolicyVersionsInUse", versions},
                 {"PolicyVersionsInUseQuota", 10000},
                 {"VersionsPerPolicyQuota", 5},
                 {"InstanceProfiles", count(kInstanceProfile)},
                 {"InstanceProfilesQuota", 1000},
                 {"Providers", count(kOidcProvider) + count(kSamlProvider)},
                 {"AccessKeysPerUserQuota", 2},
                 {"AttachedPoliciesPerUserQuota", most_of(call, quotas::kPoliciesPerUser)},
                 {"AttachedPoliciesPerGroupQuota", most_of(call, quotas::kPoliciesPerGroup)},
                 {"AttachedPoliciesPerRoleQuota", most_of(call, quotas::kPoliciesPerRole)},
                 {"GroupsPerUserQuota", 10},
                 {"UserPolicySizeQuota", 2048},
                 {"GroupPolicySizeQuota", 5120},
                 {"RolePolicySizeQuota", 10240},
                 {"AssumeRolePolicySizeQuota", 2048},
                 {"MFADevices", count(kMfaDevice)},
                 {"MFADevicesInUse", in_use},
                 {"AccountMFAEnabled", 0},
                 {"AccountAccessKeysPresent", 1},
                 {"ServerCertificates", count(kServerCertificates.name)},
                 {"ServerCertificatesQuota", 20},
                 {"SigningCertificatesPerUserQuota", 2},
                 {"GlobalEndpointTokenVersion", global_endpoint_token_version(call.state)}};
  return Object{{"SummaryMap", std::move(summary)}};
}

json::Value attached_policies(const json::Value& record) {
  json::Array list;
  for (const std::string& arn : texts(record, "Attached")) {
    list.push_back(Object{{"PolicyName", arn.substr(arn.rfind('/') + 1)}, {"PolicyArn", arn}});
  }
  return list;
}

json::Value inline_policies(const json::Value& record) {
  json::Array list;
  if (const json::Value* policies = record.find("Inline")) {
    for (const auto& policy : policies->as_object()) {
      list.push_back(Object{{"PolicyName", policy.name}, {"PolicyDocument", policy.value}});
    }
  }
  return list;
}

json::Value user_detail(const json::Value& user) {
  json::Value shown = show(user, {"Path", "UserName", "UserId", "Arn", "CreateDate", "Tags"});
  std::vector<std::string> groups = texts(user, "Groups");
  shown.as_object().set("GroupList", json::Array(groups.begin(), groups.end()));
  shown.as_object().set("UserPolicyList", inline_policies(user));
  shown.as_object().set("AttachedManagedPolicies", attached_policies(user));
  add_boundary(user, shown);
  return shown;
}

json::Value group_detail(const json::Value& group) {
  json::Value shown = show(group, {"Path", "GroupName", "GroupId", "Arn", "CreateDate"});
  shown.as_object().set("GroupPolicyList", inline_policies(group));
  shown.as_object().set("AttachedManagedPolicies", attached_policies(group));
  return shown;
}

json::Value role_detail(const json::Value& role, const State& state) {
  json::Value shown =
      show(role, {"Path", "RoleName", "RoleId", "Arn", "CreateDate", "AssumeRolePolicyDocument", "Tags"});
  json::Array profiles;
  for (const Entry& profile :
       find_through(state, kInstanceProfiles, "Roles", role.string_or("RoleName", ""))) {
    json::Value one =
        show(profile.value, {"Path", "InstanceProfileName", "InstanceProfileId", "Arn", "CreateDate"});
    one.as_object().set("Roles",
                        json::Array{show(role, {"Path", "RoleName", "RoleId", "Arn", "CreateDate"})});
    profiles.push_back(std::move(one));
  }
  shown.as_object().set("InstanceProfileList", std::move(profiles));
  shown.as_object().set("RolePolicyList", inline_policies(role));
  shown.as_object().set("AttachedManagedPolicies", attached_policies(role));
  add_boundary(role, shown);
  return shown;
}

json::Value policy_detail(const json::Value& policy, const PolicyUses& uses) {
  json::Value shown = view_policy(policy, uses);
  json::Array versions;
  for (const json::Value& version : policy.find("Versions")->as_array()) {
    json::Value one = version;
    one.as_object().set("Document", *version.find("Document"));
    one.as_object().set("IsDefaultVersion", *version.find("VersionId") == *policy.find("DefaultVersionId"));
    versions.push_back(std::move(one));
  }
  shown.as_object().set("PolicyVersionList", std::move(versions));
  return shown;
}

// AWS's policies that somebody uses, as records.
std::vector<Entry> used_managed_policies(const PolicyUses& uses) {
  std::vector<Entry> entries;
  for (const auto* list : {&uses.attached, &uses.boundaries}) {
    for (const auto& [arn, count] : *list) {
      if (auto managed = aws::ManagedPolicy::find(arn)) entries.push_back({arn, managed_record(*managed)});
    }
  }
  return entries;
}

// Everything in one order, a page of it: users, groups, roles, policies.
Output authorization_details(Call& call) {
  std::vector<std::string> filter = call.input.texts("Filter");
  auto wanted = [&](std::string_view what) {
    return filter.empty() || std::find(filter.begin(), filter.end(), what) != filter.end();
  };
  PolicyUses uses = count_uses(call.state);
  std::vector<Entry> all;
  auto add = [&](std::string_view what, int list, const std::vector<Entry>& entries, auto view) {
    if (!wanted(what)) return;
    for (const Entry& entry : entries)
      all.push_back({fmt::format("{}{}", list, entry.id), view(entry.value)});
  };
  add("User", 0, call.state.list(kUser), user_detail);
  add("Group", 1, call.state.list(kGroup), group_detail);
  add("Role", 2, call.state.list(kRole),
      [&](const json::Value& role) { return role_detail(role, call.state); });
  auto policy_view = [&](const json::Value& policy) { return policy_detail(policy, uses); };
  add("LocalManagedPolicy", 3, call.state.list(kPolicy), policy_view);
  add("AWSManagedPolicy", 3, used_managed_policies(uses), policy_view);
  std::sort(all.begin(), all.end(), [](const Entry& a, const Entry& b) { return a.id < b.id; });
  all.erase(std::unique(all.begin(), all.end(), [](const Entry& a, const Entry& b) { return a.id == b.id; }),
            all.end());
  return list_page(call, std::move(all), {"UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"});
}

constexpr Operation kOperations[] = {
    {"ListAccountAliases", {any()}, list_aliases},
    {"CreateAccountAlias", {any()}, create_alias},
    {"DeleteAccountAlias", {any()}, delete_alias},
    {"SetSecurityTokenServicePreferences", {any()}, set_security_token_service_preferences},
    {"GetAccountSummary", {any()}, account_summary},
    {"GetAccountAuthorizationDetails", {any()}, authorization_details},
};

}  // namespace

std::span<const Operation> account_operations() {
  return kOperations;
}

}  // namespace account::iam
