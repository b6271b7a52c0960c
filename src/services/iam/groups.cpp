// Groups. Who is in a group is kept with the user, since a call needs the user's groups and not the group's users.
#include <algorithm>

#include "services/iam/entities.h"
#include "services/iam/iam.h"
#include "services/iam/principals.h"

namespace account::iam {
namespace {

constexpr size_t kMaxGroups = 10;

json::Value view(const json::Value& group) {
  return show(group, {"Path", "GroupName", "GroupId", "Arn", "CreateDate"});
}
json::Value view_user(const json::Value& user) {
  return show(user, {"Path", "UserName", "UserId", "Arn", "CreateDate"});
}

bool is_member(const json::Value& user, std::string_view group) {
  std::vector<std::string> groups = texts(user, "Groups");
  return std::find(groups.begin(), groups.end(), group) != groups.end();
}

std::vector<Entry> members(const State& state, std::string_view group) {
  std::vector<Entry> users = state.list(kUser);
  std::erase_if(users, [&](const Entry& user) { return !is_member(user.value, group); });
  return users;
}

Output create_group(Call& call) {
  json::Value group = TRY(new_entity(call, kGroups));
  store(call.state, kGroups, group);
  return Object{{"Group", view(group)}};
}

Output get_group(Call& call) {
  Found& group = call.the();
  json::Value output = TRY(list_page(call, members(call.state, group.text("GroupName")), "Users", view_user));
  output.as_object().set("Group", view(group.record));
  return output;
}

Output list_groups(Call& call) {
  return list_entities(call, kGroups, "Groups", view);
}

Output list_groups_for_user(Call& call) {
  const json::Value& user = call.the().record;
  std::vector<Entry> groups = call.state.list(kGroup);
  std::erase_if(groups,
                [&](const Entry& group) { return !is_member(user, group.value.string_or("GroupName", "")); });
  return list_page(call, std::move(groups), "Groups", view);
}

Output update_group(Call& call) {
  std::string name = call.input.text("GroupName");
  json::Value group = TRY(require(call.state, kGroups, name));
  std::string new_name = call.input.has("NewGroupName") ? call.input.text("NewGroupName") : name;
  auto taken = find(call.state, kGroups, new_name);
  if (taken && taken->string_or("GroupId", "") != group.string_or("GroupId", ""))
    return already_exists("group", new_name);
  for (Entry& user : members(call.state, group.string_or("GroupName", ""))) {
    json::Array& groups = user.value.as_object()["Groups"].as_array();
    std::replace(groups.begin(), groups.end(), *group.find("GroupName"), json::Value(new_name));
    store(call.state, kUsers, user.value);
  }
  Object& fields = group.as_object();
  if (call.input.has("NewPath")) fields.set("Path", call.input.text("NewPath"));
  fields.set("GroupName", new_name);
  fields.set("Arn", arn_of(call.state, kGroups, group));
  remove(call.state, kGroups, name);
  store(call.state, kGroups, group);
  return Object{};
}

Output delete_group(Call& call) {
  Found& group = call.the();
  TRY(check_no_policies(group.record));
  if (!members(call.state, group.text("GroupName")).empty()) {
    return delete_conflict("must remove users from group first");
  }
  call.erase(group);
  return Object{};
}

Output add_user(Call& call) {
  json::Value user = TRY(require(call.state, kUsers, call.input.text("UserName")));
  json::Value& groups = user.as_object()["Groups"];
  if (!groups.is_array()) groups = json::Array();
  std::string name = call.the().text("GroupName");
  if (!is_member(user, name)) {
    if (groups.as_array().size() >= kMaxGroups)
      return limit_exceeded("Cannot exceed quota for GroupsPerUser: 10");
    groups.as_array().emplace_back(name);
  }
  store(call.state, kUsers, user);
  return Object{};
}

Output remove_user(Call& call) {
  json::Value user = TRY(require(call.state, kUsers, call.input.text("UserName")));
  if (json::Value* groups = user.as_object().find("Groups")) {
    std::erase(groups->as_array(), json::Value(call.the().text("GroupName")));
  }
  store(call.state, kUsers, user);
  return Object{};
}

constexpr Operation kOperations[] = {
    {"CreateGroup", {creates(kGroups)}, create_group},
    {"GetGroup", {on(kGroups)}, get_group},
    {"ListGroups", {any()}, list_groups},
    {"ListGroupsForUser", {on(kUsers)}, list_groups_for_user},
    {"UpdateGroup", on_renamed<kGroups>, update_group},
    {"DeleteGroup", {on(kGroups)}, delete_group},
    {"AddUserToGroup", {on(kGroups)}, add_user},
    {"RemoveUserFromGroup", {on(kGroups)}, remove_user},
};

}  // namespace

std::span<const Operation> group_operations() {
  return kOperations;
}

}  // namespace account::iam
