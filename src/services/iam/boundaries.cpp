// Permissions boundaries of users and roles.
#include "services/iam/entities.h"
#include "services/iam/iam.h"
#include "services/iam/principals.h"

namespace account::iam {
namespace {

Output put(Call& call) {
  Found& entity = call.the();
  TRY(check_modifiable(entity.record));
  TRY(take_boundary(call, entity.record));
  call.save(entity);
  return Object{};
}

Output remove(Call& call) {
  Found& entity = call.the();
  TRY(check_modifiable(entity.record));
  if (!entity.fields().erase("PermissionsBoundary"))
    return aws::error("NoSuchEntity", 404, "No permissions boundary is set on {} {}.", entity.kind->noun,
                      entity.named);
  call.save(entity);
  return Object{};
}

constexpr Operation kOperations[] = {
    {"PutUserPermissionsBoundary", {on(kUsers).keys(new_boundary)}, put},
    {"PutRolePermissionsBoundary", {on(kRoles).keys(new_boundary)}, put},
    {"DeleteUserPermissionsBoundary", {on(kUsers).keys(present_boundary)}, remove},
    {"DeleteRolePermissionsBoundary", {on(kRoles).keys(present_boundary)}, remove},
};

}  // namespace

std::span<const Operation> boundary_operations() {
  return kOperations;
}

}  // namespace account::iam
