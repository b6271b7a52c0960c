#include "account/call/mfa.h"
#include "services/iam/entities.h"
#include "services/iam/iam.h"
#include "services/iam/owner.h"
#include "services/iam/principals.h"

namespace account::iam {
namespace {

json::Value view(const json::Value& user) {
  json::Value shown = show(user, {"Path", "UserName", "UserId", "Arn", "CreateDate", "Tags"});
  add_boundary(user, shown);
  return shown;
}

json::Value view_in_list(const json::Value& user) {
  return show(user, {"Path", "UserName", "UserId", "Arn", "CreateDate"});
}

Output create_user(Call& call) {
  json::Value user = TRY(new_entity(call, kUsers));
  TRY(take_boundary(call, user));
  store(call.state, kUsers, user);
  return Object{{"User", view(user)}};
}

Output get_user(Call& call) {
  if (!call.input.has("UserName") && call.caller.principal.type == policy::PrincipalType::root) {
    return Object{{"User", Object{{"UserId", call.caller.user_id},
                                  {"Arn", call.caller.principal.arn},
                                  {"Path", "/"},
                                  {"UserName", "root"},
                                  {"CreateDate", base::to_ms(base::Time())}}}};
  }
  Found user = TRY(owner(call));
  return Object{{"User", view(user.record)}};
}

Output list_users(Call& call) {
  return list_entities(call, kUsers, "Users", view_in_list);
}

// Keys and devices name their user.
void rename_access_keys(Call& call, const json::Value& user, const std::string& to) {
  State server = call.state.of("");
  for (const std::string& id : texts(user, "AccessKeys")) {
    json::Value key = server.get(kAccessKeyKind, id).value();
    key.as_object().set("UserName", to);
    server.put(kAccessKeyKind, id, key);
  }
}

void rename_mfa_devices(Call& call, const json::Value& user, const std::string& to) {
  for (const std::string& serial : texts(user, "MFADevices")) {
    json::Value device = call.state.get(kMfaDevice, serial).value();
    device.as_object().set("UserName", to);
    call.state.put(kMfaDevice, serial, device);
  }
}

Output update_user(Call& call) {
  TRY(rename(call));
  const json::Value& user = call.the().record;
  std::string name(user.string_or("UserName", ""));
  rename_access_keys(call, user, name);
  rename_mfa_devices(call, user, name);
  return Object{};
}

// What a user has to be rid of before it can be deleted (IAM API Reference, DeleteUser).
struct Hold {
  std::string_view member;
  std::string_view words;
};
constexpr Hold kHolds[] = {
    {"Groups", "must remove users from group first"},
    {"AccessKeys", "must delete access keys first"},
    {"LoginProfile", "must delete login profile first"},
    {"MFADevices", "must delete MFA device first"},
    {"SigningCertificates", "must delete certificates first"},
    {"SSHPublicKeys", "must remove referenced objects first"},
    {"ServiceSpecificCredentials", "must remove referenced objects first"},
};

bool is_held(const json::Value& user, std::string_view member) {
  const json::Value* value = user.find(member);
  return value && !(value->is_array() && value->as_array().empty());
}

Output delete_user(Call& call) {
  Found& user = call.the();
  TRY(check_no_policies(user.record));
  for (const Hold& hold : kHolds)
    if (is_held(user.record, hold.member)) return delete_conflict(hold.words);
  call.erase(user);
  forget_principal(call.state, user.text("Arn"), user.text("UserId"));
  return Object{};
}

constexpr Operation kOperations[] = {
    {"CreateUser", {creates(kUsers).keys(new_boundary), also("iam:TagUser").when("Tags")}, create_user},
    {"GetUser", {own(kUsers)}, get_user},
    {"ListUsers", {any()}, list_users},
    {"UpdateUser", {on(kUsers), renames(kUsers)}, update_user},
    {"DeleteUser", {on(kUsers)}, delete_user},
};

}  // namespace

std::span<const Operation> user_operations() {
  return kOperations;
}

}  // namespace account::iam
