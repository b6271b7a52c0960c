#include "account/record/index.h"
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
  return list_page(call, std::move(entries), "InstanceProfiles");
}

Output create_profile(Call& call) {
  json::Value profile = TRY(new_entity(call, kInstanceProfiles));
  profile.as_object().set("Roles", json::Array());
  store(call.state, kInstanceProfiles, profile);
  return Object{{"InstanceProfile", view(profile, call.state)}};
}

Output get_profile(Call& call) {
  return Object{{"InstanceProfile", view(call.the().record, call.state)}};
}

Output list_profiles(Call& call) {
  std::vector<Entry> entries = call.state.list(kInstanceProfile);
  std::string prefix = call.input.text("PathPrefix");
  std::erase_if(entries, [&](const Entry& e) { return !e.value.string_or("Path", "/").starts_with(prefix); });
  return list_profiles_page(call, std::move(entries));
}

Output list_profiles_for_role(Call& call) {
  std::string role = call.the().text("RoleName");
  return list_profiles_page(call, find_through(call.state, kInstanceProfiles, "Roles", role));
}

Output delete_profile(Call& call) {
  Found& profile = call.the();
  if (!texts(profile.record, "Roles").empty())
    return delete_conflict("must remove roles from instance profile first");
  call.erase(profile);
  return Object{};
}

Output add_role(Call& call) {
  Found& profile = call.found[0];
  Found& role = call.found[1];
  json::Array& roles = profile.fields()["Roles"].as_array();
  if (!roles.empty()) return limit_exceeded("Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1");
  roles.emplace_back(role.text("RoleName"));
  call.save(profile);
  return Object{};
}

Output remove_role(Call& call) {
  Found& profile = call.the();
  json::Value role = TRY(require(call.state, kRoles, call.input.text("RoleName")));
  if (std::erase(profile.fields()["Roles"].as_array(), *role.find("RoleName")) == 0)
    return absent(kRoles, call.input.text("RoleName"));
  call.save(profile);
  return Object{};
}

// Whoever puts a role into a profile hands it to instances.
constexpr Operation kOperations[] = {
    {"CreateInstanceProfile",
     {creates(kInstanceProfiles), also("iam:TagInstanceProfile").when("Tags")},
     create_profile},
    {"GetInstanceProfile", {on(kInstanceProfiles)}, get_profile},
    {"ListInstanceProfiles", {any()}, list_profiles},
    {"ListInstanceProfilesForRole", {on(kRoles)}, list_profiles_for_role},
    {"DeleteInstanceProfile", {on(kInstanceProfiles)}, delete_profile},
    {"AddRoleToInstanceProfile", {on(kInstanceProfiles), passes(kRoles, "ec2.amazonaws.com")}, add_role},
    {"RemoveRoleFromInstanceProfile", {on(kInstanceProfiles)}, remove_role},
};

}  // namespace

std::span<const Operation> instance_profile_operations() {
  return kOperations;
}

}  // namespace account::iam
