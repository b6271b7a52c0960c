// Permissions boundaries of users and roles.
#include "services/iam/entities.h"
#include "services/iam/iam.h"
#include "services/iam/principals.h"

namespace account::iam {
namespace {

aws::Result<Questions> ask_put(const Call& call, const EntityKind& kind) {
  Questions questions = ask_entity(call, kind);
  ask_boundary(call, questions[0]);
  return questions;
}

Output put(Call& call, const EntityKind& kind) {
  json::Value record = TRY(require(call.state, kind, call.input.text(kind.name_member)));
  TRY(check_modifiable(record));
  TRY(take_boundary(call, record));
  store(call.state, kind, record);
  return Object{};
}

Output remove(Call& call, const EntityKind& kind) {
  json::Value record = TRY(require(call.state, kind, call.input.text(kind.name_member)));
  TRY(check_modifiable(record));
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
    {"DeleteUserPermissionsBoundary", on_bounded<kUsers>, remove<kUsers>},
    {"DeleteRolePermissionsBoundary", on_bounded<kRoles>, remove<kRoles>},
};

}  // namespace

std::span<const Operation> boundary_operations() {
  return kOperations;
}

}  // namespace account::iam
