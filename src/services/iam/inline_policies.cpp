// Policies that live inside a user, group or role.
#include "services/iam/entities.h"
#include "services/iam/iam.h"
#include "services/iam/principals.h"

namespace account::iam {
namespace {

// Its limit is for all inline policies of one entity together (IAM User Guide, "IAM and AWS STS quotas").
policy::Kind policy_kind(const RecordKind& kind) {
  if (kind == kUsers) return policy::Kind::user_inline;
  return kind == kGroups ? policy::Kind::group_inline : policy::Kind::role_inline;
}

tl::unexpected<aws::Error> no_inline_policy(const Call& call) {
  return aws::error("NoSuchEntity", 404, "The {} policy with name {} cannot be found.",
                    call.found[0].kind->noun, call.input.text("PolicyName"));
}

Output put(Call& call) {
  Found& entity = call.the();
  policy::Kind kind = policy_kind(*entity.kind);
  std::string document = call.input.text("PolicyDocument");
  TRY(check_modifiable(entity.record));
  TRY(check_document(document, kind));
  json::Value& policies = entity.fields()["Inline"];
  if (!policies.is_object()) policies = Object{};
  policies.as_object().set(call.input.text("PolicyName"), document);
  size_t total = 0;
  for (const auto& policy : policies.as_object())
    total += policy::document_size(policy.value.as_string(), kind);
  if (size_t limit = policy::size_limit(kind); total > limit) {
    return limit_exceeded(fmt::format("Maximum policy size of {} bytes exceeded for {} {}", limit,
                                      entity.kind->noun, entity.text(entity.kind->name_member)));
  }
  call.save(entity);
  return Object{};
}

Output get(Call& call) {
  Found& entity = call.the();
  std::string_view name_member = entity.kind->name_member;
  const json::Value* policies = entity.record.find("Inline");
  const json::Value* document = policies ? policies->find(call.input.text("PolicyName")) : nullptr;
  if (!document) return no_inline_policy(call);
  return Object{{std::string(name_member), entity.text(name_member)},
                {"PolicyName", call.input.text("PolicyName")},
                {"PolicyDocument", *document}};
}

Output remove(Call& call) {
  Found& entity = call.the();
  TRY(check_modifiable(entity.record));
  json::Value* policies = entity.fields().find("Inline");
  if (!policies || !policies->as_object().erase(call.input.text("PolicyName"))) return no_inline_policy(call);
  call.save(entity);
  return Object{};
}

Output list(Call& call) {
  const json::Value& record = call.the().record;
  std::vector<Entry> entries;
  if (const json::Value* policies = record.find("Inline")) {
    for (const auto& policy : policies->as_object()) entries.push_back({policy.name, policy.name});
  }
  return list_page(call, std::move(entries), "PolicyNames");
}

constexpr Operation kOperations[] = {
    {"PutUserPolicy", {on(kUsers).keys(present_boundary)}, put},
    {"PutGroupPolicy", {on(kGroups)}, put},
    {"PutRolePolicy", {on(kRoles).keys(present_boundary)}, put},
    {"GetUserPolicy", {on(kUsers)}, get},
    {"GetGroupPolicy", {on(kGroups)}, get},
    {"GetRolePolicy", {on(kRoles)}, get},
    {"DeleteUserPolicy", {on(kUsers).keys(present_boundary)}, remove},
    {"DeleteGroupPolicy", {on(kGroups)}, remove},
    {"DeleteRolePolicy", {on(kRoles).keys(present_boundary)}, remove},
    {"ListUserPolicies", {on(kUsers)}, list},
    {"ListGroupPolicies", {on(kGroups)}, list},
    {"ListRolePolicies", {on(kRoles)}, list},
};

}  // namespace

std::span<const Operation> inline_policy_operations() {
  return kOperations;
}

}  // namespace account::iam
