#include "services/iam/owner.h"

#include <algorithm>

namespace account::iam {

aws::Result<Found> owner(const Call& call) {
  if (!call.found.empty()) return call.found.front();
  return aws::error("ValidationError", 400, "Must specify userName when calling with non-User credentials");
}

const json::Array& things_of(const Found& user, const OwnedThings& things) {
  static const json::Array kNone;
  const json::Value* list = user.record.find(things.member);
  return list ? list->as_array() : kNone;
}

aws::Result<json::Value> add_thing(Call& call, const OwnedThings& things, Found& user, Object thing,
                                   std::string_view date_member) {
  if (things_of(user, things).size() >= things.most)
    return limit_exceeded(fmt::format("Cannot exceed quota for {}: {}", things.quota, things.most));
  thing.set(things.id_member, unique_id(things.id_prefix, call.facilities.random));
  thing.set("Status", "Active");
  thing.set(date_member, base::to_ms(call.now));
  list_of(user.record, things.member).emplace_back(thing);
  call.save(user);
  thing.set("UserName", user.text("UserName"));
  return thing;
}

aws::Result<json::Value*> find_thing(const Call& call, const OwnedThings& things, Found& user) {
  std::string id = call.input.text(things.id_member);
  json::Value* list = user.fields().find(things.member);
  if (list) {
    for (json::Value& thing : list->as_array())
      if (thing.string_or(things.id_member, "") == id) return &thing;
  }
  return tl::unexpected(
      aws::Error("NoSuchEntity", 404, fmt::format(fmt::runtime(things.words), fmt::arg("id", id))));
}

Output update_thing(Call& call, const OwnedThings& things) {
  Found user = TRY(owner(call));
  json::Value* thing = TRY(find_thing(call, things, user));
  std::string status = call.input.text("Status");
  if (status == "Expired") return invalid_input("Status can be set to Active or Inactive only");
  thing->as_object().set("Status", status);
  call.save(user);
  return Object{};
}

Output delete_thing(Call& call, const OwnedThings& things) {
  Found user = TRY(owner(call));
  TRY(find_thing(call, things, user));
  json::Array& list = user.fields()[things.member].as_array();
  std::erase_if(list, [&](const json::Value& thing) {
    return thing.string_or(things.id_member, "") == call.input.text(things.id_member);
  });
  call.save(user);
  return Object{};
}

Output list_things(Call& call, const OwnedThings& things, std::string_view list_member,
                   json::Value (*view)(const json::Value& thing)) {
  Found user = TRY(owner(call));
  std::vector<Entry> entries;
  for (const json::Value& thing : things_of(user, things)) {
    entries.push_back({std::string(thing.string_or(things.id_member, "")), thing});
    entries.back().value.as_object().set("UserName", user.text("UserName"));
  }
  return list_page(call, std::move(entries), list_member, view);
}

}  // namespace account::iam
