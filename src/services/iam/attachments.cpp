// Managed policies on users, groups and roles.
#include <algorithm>

#include "services/iam/entities.h"
#include "services/iam/iam.h"
#include "services/iam/principals.h"
#include "services/quotas.h"

namespace account::iam {
namespace {

const Quota& quota_of(const RecordKind& kind) {
  if (kind == kRoles) return quotas::kPoliciesPerRole;
  return kind == kUsers ? quotas::kPoliciesPerUser : quotas::kPoliciesPerGroup;
}

void attached_policy(const Call& call, const json::Value* record, policy::Context& context) {
  present_boundary(call, record, context);
  context.set("iam:PolicyARN", call.input.text("PolicyArn"));
}

Output attach(Call& call) {
  std::string arn = call.input.text("PolicyArn");
  Found& entity = call.the();
  TRY(check_modifiable(entity.record));
  if (!managed_policy_document(call.state, arn)) {
    return aws::error("NoSuchEntity", 404, "Policy {} does not exist or is not attachable.", arn);
  }
  json::Array& list = list_of(entity.record, "Attached");
  if (std::find(list.begin(), list.end(), json::Value(arn)) == list.end()) {
    TRY(check_quota(call, quota_of(*entity.kind), list.size()));
    list.emplace_back(arn);
  }
  call.save(entity);
  return Object{};
}

Output detach(Call& call) {
  std::string arn = call.input.text("PolicyArn");
  Found& entity = call.the();
  TRY(check_modifiable(entity.record));
  json::Value* attached = entity.fields().find("Attached");
  if (!attached || std::erase(attached->as_array(), json::Value(arn)) == 0) {
    return aws::error("NoSuchEntity", 404, "Policy {} was not found.", arn);
  }
  call.save(entity);
  return Object{};
}

// arn:aws:iam::ACCOUNT:policy/team/NAME -> /team/
std::string path_of(const std::string& arn) {
  size_t begin = arn.find('/');
  return arn.substr(begin, arn.rfind('/') + 1 - begin);
}

Output list(Call& call) {
  const json::Value& record = call.the().record;
  std::string prefix = call.input.text("PathPrefix");
  std::vector<Entry> entries;
  for (const std::string& arn : texts(record, "Attached")) {
    if (!path_of(arn).starts_with(prefix)) continue;
    std::string name = arn.substr(arn.rfind('/') + 1);
    entries.push_back({name, Object{{"PolicyName", name}, {"PolicyArn", arn}}});
  }
  return list_page(call, std::move(entries), "AttachedPolicies");
}

constexpr Operation kOperations[] = {
    {"AttachUserPolicy", {on(kUsers).keys(attached_policy)}, attach},
    {"AttachGroupPolicy", {on(kGroups).keys(attached_policy)}, attach},
    {"AttachRolePolicy", {on(kRoles).keys(attached_policy)}, attach},
    {"DetachUserPolicy", {on(kUsers).keys(attached_policy)}, detach},
    {"DetachGroupPolicy", {on(kGroups).keys(attached_policy)}, detach},
    {"DetachRolePolicy", {on(kRoles).keys(attached_policy)}, detach},
    {"ListAttachedUserPolicies", {on(kUsers)}, list},
    {"ListAttachedGroupPolicies", {on(kGroups)}, list},
    {"ListAttachedRolePolicies", {on(kRoles)}, list},
};

}  // namespace

std::span<const Operation> attachment_operations() {
  return kOperations;
}

}  // namespace account::iam
