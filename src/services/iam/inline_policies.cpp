// Policies that live inside a user, group or role.
#include <algorithm>

#include "services/iam/entities.h"
#include "services/iam/iam.h"
#include "services/iam/principals.h"

namespace account::iam {
namespace {

// Its limit is for all inline policies of one entity together (facts/policy.md, rule 6).
policy::Kind policy_kind(const EntityKind& kind) {
  if (kind.store_kind == kUser) return policy::Kind::user_inline;
  return kind.store_kind == kGroup ? policy::Kind::group_inline : policy::Kind::role_inline;
}

tl::unexpected<aws::Error> no_inline_policy(const EntityKind& kind, const Call& call) {
  return aws::error("NoSuchEntity", 404, "The {} policy with name {} cannot be found.", kind.noun,
                    call.input.text("PolicyName"));
}

Output put(Call& call, const EntityKind& kind) {
  std::string name = call.input.text("PolicyName");
  std::string document = call.input.text("PolicyDocument");
  json::Value record = TRY(require(call.state, kind, call.input.text(kind.name_member)));
  TRY(check_modifiable(record));
  TRY(check_document(document, policy_kind(kind)));
  json::Value& policies = record.as_object()["Inline"];
  if (!policies.is_object()) policies = Object{};
  policies.as_object().set(name, document);
  size_t total = 0;
  for (const auto& policy : policies.as_object())
    total += policy::document_size(policy.value.as_string(), policy_kind(kind));
  if (size_t limit = policy::size_limit(policy_kind(kind)); total > limit) {
    return limit_exceeded(fmt::format("Maximum policy size of {} bytes exceeded for {} {}", limit, kind.noun,
                                      record.string_or(kind.name_member, "")));
  }
  store(call.state, kind, record);
  return Object{};
}

Output get(Call& call, const EntityKind& kind) {
  json::Value record = TRY(require(call.state, kind, call.input.text(kind.name_member)));
  const json::Value* policies = record.find("Inline");
  const json::Value* document = policies ? policies->find(call.input.text("PolicyName")) : nullptr;
  if (!document) return no_inline_policy(kind, call);
  return Object{{std::string(kind.name_member), record.string_or(kind.name_member, "")},
                {"PolicyName", call.input.text("PolicyName")},
                {"PolicyDocument", *document}};
}

Output remove(Call& call, const EntityKind& kind) {
  json::Value record = TRY(require(call.state, kind, call.input.text(kind.name_member)));
  TRY(check_modifiable(record));
  json::Value* policies = record.as_object().find("Inline");
  if (!policies || !policies->as_object().erase(call.input.text("PolicyName")))
    return no_inline_policy(kind, call);
  store(call.state, kind, record);
  return Object{};
}

json::Value name_of(const json::Value& name) {
  return name;
}

Output list(Call& call, const EntityKind& kind) {
  json::Value record = TRY(require(call.state, kind, call.input.text(kind.name_member)));
  std::vector<Entry> entries;
  if (const json::Value* policies = record.find("Inline")) {
    for (const auto& policy : policies->as_object()) entries.push_back({policy.name, policy.name});
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.id < b.id; });
  return list_page(call, std::move(entries), "PolicyNames", name_of);
}

template <const EntityKind& kind>
Output put(Call& call) {
  return put(call, kind);
}
template <const EntityKind& kind>
Output get(Call& call) {
  return get(call, kind);
}
template <const EntityKind& kind>
Output remove(Call& call) {
  return remove(call, kind);
}
template <const EntityKind& kind>
Output list(Call& call) {
  return list(call, kind);
}

constexpr Operation kOperations[] = {
    {"PutUserPolicy", on_bounded<kUsers>, put<kUsers>},
    {"PutGroupPolicy", on<kGroups>, put<kGroups>},
    {"PutRolePolicy", on_bounded<kRoles>, put<kRoles>},
    {"GetUserPolicy", on<kUsers>, get<kUsers>},
    {"GetGroupPolicy", on<kGroups>, get<kGroups>},
    {"GetRolePolicy", on<kRoles>, get<kRoles>},
    {"DeleteUserPolicy", on_bounded<kUsers>, remove<kUsers>},
    {"DeleteGroupPolicy", on<kGroups>, remove<kGroups>},
    {"DeleteRolePolicy", on_bounded<kRoles>, remove<kRoles>},
    {"ListUserPolicies", on<kUsers>, list<kUsers>},
    {"ListGroupPolicies", on<kGroups>, list<kGroups>},
    {"ListRolePolicies", on<kRoles>, list<kRoles>},
};

}  // namespace

std::span<const Operation> inline_policy_operations() {
  return kOperations;
}

}  // namespace account::iam
