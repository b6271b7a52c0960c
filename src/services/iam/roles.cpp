#include "account/record/index.h"
#include "services/iam/entities.h"
#include "services/iam/iam.h"
#include "services/iam/principals.h"

namespace account::iam {
namespace {

constexpr int64_t kDefaultMaxSession_s = 3600;

json::Value view(const json::Value& role) {
  json::Value shown = show(role, {"Path", "RoleName", "RoleId", "Arn", "CreateDate",
                                  "AssumeRolePolicyDocument", "Description", "MaxSessionDuration", "Tags"});
  add_boundary(role, shown);
  return shown;
}

// As lists show it: without tags and boundary.
json::Value view_in_list(const json::Value& role) {
  return show(role, {"Path", "RoleName", "RoleId", "Arn", "CreateDate", "AssumeRolePolicyDocument",
                     "Description", "MaxSessionDuration"});
}

Output create_role(Call& call) {
  const Input& in = call.input;
  std::string trust = in.text("AssumeRolePolicyDocument");
  json::Value role = TRY(new_entity(call, kRoles));
  TRY(check_trust_policy(trust, call.state));
  Object& fields = role.as_object();
  fields.set("AssumeRolePolicyDocument", trust);
  fields.set_if("Description", in.find("Description"));
  fields.set("MaxSessionDuration", in.number("MaxSessionDuration", kDefaultMaxSession_s));
  TRY(take_boundary(call, role));
  store(call.state, kRoles, role);
  return Object{{"Role", view(role)}};
}

Output get_role(Call& call) {
  json::Value shown = view(call.the().record);
  shown.as_object().set("RoleLastUsed", Object{});
  return Object{{"Role", std::move(shown)}};
}

Output list_roles(Call& call) {
  return list_entities(call, kRoles, "Roles", view_in_list);
}

Output update_role(Call& call) {
  Found& role = call.the();
  TRY(check_modifiable(role.record));
  role.fields().set_if("Description", call.input.find("Description"));
  role.fields().set_if("MaxSessionDuration", call.input.find("MaxSessionDuration"));
  call.save(role);
  return Object{};
}

Output update_role_description(Call& call) {
  Found& role = call.the();
  role.fields().set("Description", call.input.text("Description"));
  call.save(role);
  return Object{{"Role", view(role.record)}};
}

Output update_trust_policy(Call& call) {
  Found& role = call.the();
  TRY(check_modifiable(role.record));
  std::string trust = call.input.text("PolicyDocument");
  TRY(check_trust_policy(trust, call.state));
  role.fields().set("AssumeRolePolicyDocument", trust);
  call.save(role);
  return Object{};
}

Output delete_role(Call& call) {
  Found& role = call.the();
  TRY(check_modifiable(role.record));
  if (is_any_through(call.state, kInstanceProfiles, "Roles", role.text("RoleName"))) {
    return delete_conflict("must remove roles from instance profile first");
  }
  TRY(check_no_policies(role.record));
  call.erase(role);
  forget_principal(call.state, role.text("Arn"), role.text("RoleId"));
  return Object{};
}

constexpr Need kAsBounded = on(kRoles).keys(present_boundary);

constexpr Operation kOperations[] = {
    {"CreateRole", {creates(kRoles).keys(new_boundary), also("iam:TagRole").when("Tags")}, create_role},
    {"GetRole", {kAsBounded}, get_role},
    {"ListRoles", {any()}, list_roles},
    {"UpdateRole", {kAsBounded}, update_role},
    {"UpdateRoleDescription", {kAsBounded}, update_role_description},
    {"UpdateAssumeRolePolicy", {kAsBounded}, update_trust_policy},
    {"DeleteRole", {kAsBounded}, delete_role},
};

}  // namespace

std::span<const Operation> role_operations() {
  return kOperations;
}

}  // namespace account::iam
