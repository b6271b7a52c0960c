// Passwords of users for the console. They rest in the user's record: LoginProfile {CreateDate,
// PasswordResetRequired, Digests: the newest first}.
#include "services/iam/entities.h"
#include "services/iam/iam.h"
#include "services/iam/owner.h"
#include "services/iam/password_policy.h"

namespace account::iam {
namespace {

constexpr std::string_view kProfile = "LoginProfile";
constexpr size_t kMaxDigests = 24;  // the most that a password policy can ask about

json::Value view(const Found& user) {
  json::Value shown = show(*user.record.find(kProfile), {"CreateDate", "PasswordResetRequired"});
  shown.as_object().set("UserName", user.text("UserName"));
  return shown;
}

aws::Result<json::Value*> require_profile(Found& user) {
  json::Value* profile = user.fields().find(kProfile);
  if (profile) return profile;
  return aws::error("NoSuchEntity", 404, "Login Profile for User {} cannot be found.", user.text("UserName"));
}

aws::Result<void> set_password(const Call& call, const std::string& password, const json::Value& user,
                               json::Value& profile) {
  const base::Secret& seal_key = call.facilities.seal_key;
  TRY(check_password(call.state, password, user, &profile, seal_key));
  json::Array& list = list_of(profile, "Digests");
  list.insert(list.begin(), json::Value(password_digest(password, user, seal_key)));
  if (list.size() > kMaxDigests) list.resize(kMaxDigests);
  return {};
}

Output create_profile(Call& call) {
  Found user = TRY(owner(call));
  if (user.record.find(kProfile)) {
    return aws::error("EntityAlreadyExists", 409, "Login Profile for user {} already exists.",
                      user.text("UserName"));
  }
  if (!call.input.has("Password")) return aws::error("ValidationError", 400, "Must specify password");
  json::Value profile = Object{{"CreateDate", base::to_ms(call.now)},
                               {"PasswordResetRequired", call.input.flag("PasswordResetRequired")}};
  TRY(set_password(call, call.input.text("Password"), user.record, profile));
  user.fields().set(kProfile, std::move(profile));
  call.save(user);
  return Object{{"LoginProfile", view(user)}};
}

Output get_profile(Call& call) {
  Found user = TRY(owner(call));
  TRY(require_profile(user));
  return Object{{"LoginProfile", view(user)}};
}

Output update_profile(Call& call) {
  Found user = call.the();
  json::Value profile = *TRY(require_profile(user));
  if (call.input.has("Password")) TRY(set_password(call, call.input.text("Password"), user.record, profile));
  profile.as_object().set_if("PasswordResetRequired", call.input.find("PasswordResetRequired"));
  user.fields().set(kProfile, std::move(profile));
  call.save(user);
  return Object{};
}

Output delete_profile(Call& call) {
  Found user = TRY(owner(call));
  TRY(require_profile(user));
  user.fields().erase(kProfile);
  call.save(user);
  return Object{};
}

// Where the password policy lets all users do it, that is as good as a policy of the user that allows it; one that
// denies it still does.
aws::Result<Questions> on_own_password(const Call& call) {
  Questions questions = ask(call.caller.principal.arn);
  if (!users_may_change_passwords(call.state)) return questions;
  json::Value statement = Object{{"Effect", "Allow"},
                                 {"Principal", Object{{"AWS", call.caller.principal.arn}}},
                                 {"Action", "iam:ChangePassword"},
                                 {"Resource", call.caller.principal.arn}};
  questions[0].resource_policy =
      json::dump(Object{{"Version", "2012-10-17"}, {"Statement", json::Array{std::move(statement)}}});
  return questions;
}

Output change_password(Call& call) {
  if (call.caller.principal.type != policy::PrincipalType::user)
    return aws::error("InvalidUserType", 403, "Only IAM Users can change their own password");
  json::Value record = TRY(require(call.state, kUsers, call.caller.user_name));
  Found user{&kUsers, call.caller.user_name, std::move(record)};
  json::Value profile = *TRY(require_profile(user));
  std::string old = password_digest(call.input.text("OldPassword"), user.record, call.facilities.seal_key);
  std::vector<std::string> digests = texts(profile, "Digests");
  if (digests.empty() || !base::Secret::equal_in_constant_time(digests.front(), old))
    return aws::error("AccessDenied", 403, "The old password was incorrect.");
  TRY(set_password(call, call.input.text("NewPassword"), user.record, profile));
  profile.as_object().set("PasswordResetRequired", false);
  user.fields().set(kProfile, std::move(profile));
  call.save(user);
  return Object{};
}

constexpr Operation kOperations[] = {
    {"CreateLoginProfile", {own(kUsers)}, create_profile},
    {"GetLoginProfile", {own(kUsers)}, get_profile},
    {"UpdateLoginProfile", {on(kUsers)}, update_profile},
    {"DeleteLoginProfile", {own(kUsers)}, delete_profile},
    {"ChangePassword", on_own_password, change_password},
};

}  // namespace

std::span<const Operation> login_profile_operations() {
  return kOperations;
}

}  // namespace account::iam
