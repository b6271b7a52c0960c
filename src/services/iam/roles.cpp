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

aws::Result<Questions> on_new_role(const Call& call) {
  Questions questions = ask_entity(call, kRoles);
  add_request_tags(call.input.find("Tags"), questions[0].context);
  ask_boundary(call, questions[0]);
  return questions;
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
  json::Value role = TRY(require(call.state, kRoles, call.input.text("RoleName")));
  json::Value shown = view(role);
  shown.as_object().set("RoleLastUsed", Object{});
  return Object{{"Role", std::move(shown)}};
}

Output list_roles(Call& call) {
  return list_entities(call, kRoles, "Roles", view_in_list);
}

Output update_role(Call& call) {
  json::Value role = TRY(require(call.state, kRoles, call.input.text("RoleName")));
  TRY(check_modifiable(role));
  role.as_object().set_if("Description", call.input.find("Description"));
  role.as_object().set_if("MaxSessionDuration", call.input.find("MaxSessionDuration"));
  store(call.state, kRoles, role);
  return Object{};
}

Output update_role_description(Call& call) {
  json::Value role = TRY(require(call.state, kRoles, call.input.text("RoleName")));
  role.as_object().set("Description", call.input.text("Description"));
  store(call.state, kRoles, role);
  return Object{{"Role", view(role)}};
}

Output update_trust_policy(Call& call) {
  json::Value role = TRY(require(call.state, kRoles, call.input.text("RoleName")));
  TRY(check_modifiable(role));
  std::string trust = call.input.text("PolicyDocument");
  TRY(check_trust_policy(trust, call.state));
  role.as_object().set("AssumeRolePolicyDocument", trust);
  store(call.state, kRoles, role);
  return Object{};
}

bool is_in_instance_profile(const State& state, std::string_view role) {
  for (const Entry& profile : state.list(kInstanceProfile)) {
    for (const std::string& name : texts(profile.value, "Roles")) {
      if (name == role) return true;
    }
  }
  return false;
}

Output delete_role(Call& call) {
  std::string name = call.input.text("RoleName");
  json::Value role = TRY(require(call.state, kRoles, name));
  TRY(check_modifiable(role));
  if (is_in_instance_profile(call.state, role.string_or("RoleName", ""))) {
    return delete_conflict("must remove roles from instance profile first");
  }
  TRY(check_no_policies(role));
  remove(call.state, kRoles, name);
  forget_principal(call.state, role.string_or("Arn", ""), role.string_or("RoleId", ""));
  return Object{};
}

constexpr Operation kOperations[] = {
    {"CreateRole", on_new_role, create_role},
    {"GetRole", on_bounded<kRoles>, get_role},
    {"ListRoles", on_any, list_roles},
    {"UpdateRole", on_bounded<kRoles>, update_role},
    {"UpdateRoleDescription", on_bounded<kRoles>, update_role_description},
    {"UpdateAssumeRolePolicy", on_bounded<kRoles>, update_trust_policy},
    {"DeleteRole", on_bounded<kRoles>, delete_role},
};

}  // namespace

std::span<const Operation> role_operations() {
  return kOperations;
}

}  // namespace account::iam
