// Groups. Who is in a group is kept with the user, since a call needs the user's groups and not the group's users.
#include <algorithm>

#include "account/record/index.h"
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
  return find_through(state, kUsers, "Groups", group);
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
  std::vector<Entry> groups;
  for (const std::string& name : texts(call.the().record, "Groups"))
    if (auto group = find(call.state, kGroups, name))
      groups.push_back({store_id(kGroups, name), std::move(*group)});
  return list_page(call, std::move(groups), "Groups", view);
}

Output update_group(Call& call) {
  json::Value former = *call.the().record.find("GroupName");
  TRY(rename(call));
  for (Entry& user : members(call.state, former.as_string())) {
    json::Array& groups = user.value.as_object()["Groups"].as_array();
    std::replace(groups.begin(), groups.end(), former, *call.the().record.find("GroupName"));
    store(call.state, kUsers, user.value);
  }
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
  json::Array& groups = list_of(user, "Groups");
  std::string name = call.the().text("GroupName");
  if (!is_member(user, name)) {
    if (groups.size() >= kMaxGroups) return limit_exceeded("Cannot exceed quota for GroupsPerUser: 10");
    groups.emplace_back(name);
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
    {"UpdateGroup", {on(kGroups), renames(kGroups)}, update_group},
    {"DeleteGroup", {on(kGroups)}, delete_group},
    {"AddUserToGroup", {on(kGroups)}, add_user},
    {"RemoveUserFromGroup", {on(kGroups)}, remove_user},
};

}  // namespace

std::span<const Operation> group_operations() {
  return kOperations;
}

}  // namespace account::iam
