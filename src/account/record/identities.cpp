#include "account/record/identities.h"

#include "aws/model/managed_policies.h"
#include "base/text.h"

namespace account {

std::optional<json::Value> find_user(const State& account, std::string_view name) {
  return account.get(kUser, base::lower(name));
}

std::optional<json::Value> find_group(const State& account, std::string_view name) {
  return account.get(kGroup, base::lower(name));
}

std::optional<json::Value> find_role(const State& account, std::string_view name) {
  return account.get(kRole, base::lower(name));
}

std::optional<json::Value> find_role_by_arn(const State& account, std::string_view arn) {
  std::optional<json::Value> role = find_role(account, arn.substr(arn.rfind('/') + 1));
  if (!role || role->string_or("Arn", "") != arn) return std::nullopt;
  return role;
}

std::optional<std::string> managed_policy_document(const State& account, std::string_view arn) {
  if (!arn.starts_with("arn:")) return std::nullopt;  // AWS's policies could be found by name too
  if (auto managed = aws::ManagedPolicy::find(arn)) return std::string(managed->document());
  std::optional<json::Value> policy = account.get(kPolicy, arn);
  if (!policy) return std::nullopt;
  std::string_view wanted = policy->string_or("DefaultVersionId", "");
  for (const json::Value& version : policy->find("Versions")->as_array()) {
    if (version.string_or("VersionId", "") == wanted) return std::string(version.string_or("Document", ""));
  }
  return std::nullopt;
}

std::vector<std::string> texts(const json::Value& record, std::string_view member) {
  std::vector<std::string> result;
  const json::Value* list = record.find(member);
  if (!list || !list->is_array()) return result;
  for (const auto& element : list->as_array()) result.push_back(element.as_string());
  return result;
}

}  // namespace account
