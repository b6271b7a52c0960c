#include <algorithm>

#include "services/iam/entities.h"
#include "services/iam/iam.h"

namespace account::iam {
namespace {

json::Value view_role(const json::Value& role) {
  return show(role, {"Path", "RoleName", "RoleId", "Arn", "CreateDate", "AssumeRolePolicyDocument"});
}

json::Value view(const json::Value& profile, const State& state) {
  json::Value shown =
      show(profile, {"Path", "InstanceProfileName", "InstanceProfileId", "Arn", "CreateDate", "Tags"});
  json::Array roles;
  for (const std::string& name : texts(profile, "Roles")) {
    if (auto role = find(state, kRoles, name)) roles.push_back(view_role(*role));
  }
  shown.as_object().set("Roles", std::move(roles));
  return shown;
}

Output list_profiles_page(Call& call, std::vector<Entry> entries) {
  for (Entry& entry : entries) {
    entry.value = view(entry.value, call.state);
    entry.value.as_object().erase("Tags");  // lists leave them out
  }
  return list_page(call, std::move(entries), "InstanceProfiles",
                   [](const json::Value& shown) { return shown; });
}

aws::Result<Questions> on_new_profile(const Call& call) {
  Questions questions = ask_entity(call, kInstanceProfiles);
  add_request_tags(call.input.find("Tags"), questions[0].context);
  return questions;
}

// Whoever puts a role into a profile hands it to instances.
aws::Result<Questions> on_added_role(const Call& call) {
  Questions questions = ask_entity(call, kInstanceProfiles);
  auto role = find(call.state, kRoles, call.input.text("RoleName"));
  std::string arn = role ? std::string(role->string_or("Arn", ""))
                         : entity_arn(call.state, kRoles, "/", call.input.text("RoleName"));
  Question pass{"iam:PassRole", arn, "", {}, "", {}};
  pass.context.set("iam:PassedToService", "ec2.amazonaws.com");
  questions.push_back(std::move(pass));
  return questions;
}

Output create_profile(Call& call) {
  json::Value profile = TRY(new_entity(call, kInstanceProfiles));
  profile.as_object().set("Roles", json::Array());
  store(call.state, kInstanceProfiles, profile);
  return Object{{"InstanceProfile", view(profile, call.state)}};
}

Output get_profile(Call& call) {
  json::Value profile = TRY(require(call.state, kInstanceProfiles, call.input.text("InstanceProfileName")));
  return Object{{"InstanceProfile", view(profile, call.state)}};
}

Output list_profiles(Call& call) {
  std::vector<Entry> entries = call.state.list(kInstanceProfile);
  std::string prefix = call.input.text("PathPrefix");
  std::erase_if(entries, [&](const Entry& e) { return !e.value.string_or("Path", "/").starts_with(prefix); });
  return list_profiles_page(call, std::move(entries));
}

Output list_profiles_for_role(Call& call) {
  json::Value role = TRY(require(call.state, kRoles, call.input.text("RoleName")));
  std::vector<Entry> entries = call.state.list(kInstanceProfile);
  std::erase_if(entries, [&](const Entry& entry) {
    std::vector<std::string> roles = texts(entry.value, "Roles");
    return std::find(roles.begin(), roles.end(), role.string_or("RoleName", "")) == roles.end();
  });
  return list_profiles_page(call, std::move(entries));
}

Output delete_profile(Call& call) {
  std::string name = call.input.text("InstanceProfileName");
  json::Value profile = TRY(require(call.state, kInstanceProfiles, name));
  if (!texts(profile, "Roles").empty())
    return delete_conflict("must remove roles from instance profile first");
  remove(call.state, kInstanceProfiles, name);
  return Object{};
}

Output add_role(Call& call) {
  json::Value profile = TRY(require(call.state, kInstanceProfiles, call.input.text("InstanceProfileName")));
  json::Value role = TRY(require(call.state, kRoles, call.input.text("RoleName")));
  json::Array& roles = profile.as_object()["Roles"].as_array();
  if (!roles.empty()) return limit_exceeded("Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1");
  roles.push_back(*role.find("RoleName"));
  store(call.state, kInstanceProfiles, profile);
  return Object{};
}

Output remove_role(Call& call) {
  json::Value profile = TRY(require(call.state, kInstanceProfiles, call.input.text("InstanceProfileName")));
  json::Value role = TRY(require(call.state, kRoles, call.input.text("RoleName")));
  if (std::erase(profile.as_object()["Roles"].as_array(), *role.find("RoleName")) == 0) {
    return no_such("role", call.input.text("RoleName"));
  }
  store(call.state, kInstanceProfiles, profile);
  return Object{};
}

constexpr Operation kOperations[] = {
    {"CreateInstanceProfile", on_new_profile, create_profile},
    {"GetInstanceProfile", on<kInstanceProfiles>, get_profile},
    {"ListInstanceProfiles", on_any, list_profiles},
    {"ListInstanceProfilesForRole", on<kRoles>, list_profiles_for_role},
    {"DeleteInstanceProfile", on<kInstanceProfiles>, delete_profile},
    {"AddRoleToInstanceProfile", on_added_role, add_role},
    {"RemoveRoleFromInstanceProfile", on<kInstanceProfiles>, remove_role},
};

}  // namespace

std::span<const Operation> instance_profile_operations() {
  return kOperations;
}

}  // namespace account::iam
