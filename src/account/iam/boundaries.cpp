// Permissions boundaries of users and roles.
#include "account/iam/entities.h"
#include "account/iam/iam.h"
#include "account/iam/principals.h"

namespace account::iam {
namespace {

aws::Result<Questions> ask_put(const Call& call, const EntityKind& kind) {
  Questions questions = ask_entity(call, kind);
  ask_boundary(call, questions[0]);
  return questions;
}

// A boundary can only be removed by who may remove the one that is there.
aws::Result<Questions> ask_delete(const Call& call, const EntityKind& kind) {
  Questions questions = ask_entity(call, kind);
  auto record = find(call.state, kind, call.input.text(kind.name_member));
  std::string boundary(record ? record->string_or("PermissionsBoundary", "") : "");
  if (!boundary.empty()) questions[0].context.set("iam:PermissionsBoundary", boundary);
  return questions;
}

Output put(Call& call, const EntityKind& kind) {
  json::Value record = TRY(require(call.state, kind, call.input.text(kind.name_member)));
  TRY(take_boundary(call, record));
  store(call.state, kind, record);
  return Object{};
}

Output remove(Call& call, const EntityKind& kind) {
  json::Value record = TRY(require(call.state, kind, call.input.text(kind.name_member)));
  if (!record.as_object().erase("PermissionsBoundary")) {
    return aws::error("NoSuchEntity", 404, "No permissions boundary is set on {} {}.", kind.noun,
                      call.input.text(kind.name_member));
  }
  store(call.state, kind, record);
  return Object{};
}

template <const EntityKind& kind>
aws::Result<Questions> on_put(const Call& call) {
  return ask_put(call, kind);
}
template <const EntityKind& kind>
aws::Result<Questions> on_delete(const Call& call) {
  return ask_delete(call, kind);
}
template <const EntityKind& kind>
Output put(Call& call) {
  return put(call, kind);
}
template <const EntityKind& kind>
Output remove(Call& call) {
  return remove(call, kind);
}

constexpr Operation kOperations[] = {
    {"PutUserPermissionsBoundary", on_put<kUsers>, put<kUsers>},
    {"PutRolePermissionsBoundary", on_put<kRoles>, put<kRoles>},
    {"DeleteUserPermissionsBoundary", on_delete<kUsers>, remove<kUsers>},
    {"DeleteRolePermissionsBoundary", on_delete<kRoles>, remove<kRoles>},
};

}  // namespace

std::span<const Operation> boundary_operations() {
  return kOperations;
}

}  // namespace account::iam
