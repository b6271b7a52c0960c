#include "platform/kinds/kinds.h"

namespace platform {

engine::Kinds kinds_of_account(const std::string& account_id, base::Milliseconds window) {
  engine::Kinds kinds;
  for (engine::ResourceKind kind :
       {role_kind(), role_policy_kind(), eks_cluster_kind(), identity_provider_kind(account_id),
        namespace_kind(), service_account_kind(), token_kind(), service_kind()}) {
    kind.found_by = engine::FoundBy::name;
    bool is_of_aws = kind.name.starts_with("iam-") || kind.name.starts_with("eks-");
    if (is_of_aws) kind.window = window;
    kinds.emplace(kind.name, std::make_shared<engine::ResourceKind>(kind));
  }
  return kinds;
}

engine::ResourceKind iam_kind(std::string_view name, std::string creating, std::string removing) {
  engine::ResourceKind kind;
  kind.name = name;
  kind.absent = {"NoSuchEntity"};
  kind.taken = {"EntityAlreadyExists"};
  kind.busy = {"ConcurrentModification"};
  kind.creating_calls = {{"iam", std::move(creating)}};
  kind.removing_calls = {{"iam", std::move(removing)}};
  return kind;
}

engine::ResourceKind runtime_kind(std::string_view name, const std::string& thing,
                                  json::Value (*input)(const engine::Subject&)) {
  auto call = [thing, input](const char* verb) {
    return [operation = verb + thing, input](const engine::Subject& subject) {
      return engine::Request{std::string(kRuntime), operation, input(subject)};
    };
  };
  engine::ResourceKind kind;
  kind.name = name;
  kind.absent = {"NotFound"};
  kind.creating_calls = kind.changing_calls = {{std::string(kRuntime), "Put" + thing}};
  kind.removing_calls = {{std::string(kRuntime), "Remove" + thing}};
  kind.create = call("Put");
  kind.find = call("Find");
  kind.read = call("Get");
  kind.change = [put = call("Put")](const engine::Subject& subject, const std::vector<std::string>&) {
    return std::vector<engine::Request>{put(subject)};
  };
  kind.remove = call("Remove");
  return kind;
}

json::Object name_of(const engine::Subject& subject) {
  return {{"name", text_of(subject.desired, "name")}};
}

json::Object name_in_namespace(const engine::Subject& subject) {
  return {{"namespace", text_of(subject.desired, "namespace")}, {"name", text_of(subject.desired, "name")}};
}

json::Object to_object(const blueprint::Marks& marks) {
  json::Object object;
  for (const auto& [name, value] : marks) object.append({name, value});
  return object;
}

void judge(const blueprint::Marks& found, const engine::Subject& subject, engine::Reading& reading) {
  reading.is_ours = blueprint::judge(found, blueprint::marks_of(subject.desired.find("tags"))) ==
                    blueprint::Ownership::ours;
  reading.is_there = subject.identity.is_null() || reading.is_ours;
  if (reading.is_ours) return;
  std::string whose = blueprint::marks_text(found);
  reading.note = whose.empty() ? "it has no tags of Slipway" : whose;
}

base::Status check_unmarked(const std::string& what, const blueprint::Marks& found,
                            const blueprint::Marks& ours) {
  if (blueprint::judge(found, ours) != blueprint::Ownership::others) return {};
  return tl::unexpected(base::Error{
      base::ErrorKind::conflict,
      fmt::format("{} belongs to another deployment of Slipway ({})", what, blueprint::marks_text(found)),
      "have that one forget it and take its marks off first, or choose another name"});
}

std::string text_of(const json::Value& object, std::string_view member) {
  return std::string(object.string_or(member, ""));
}

const json::Array& list_at(const json::Value& object, std::string_view member) {
  static const json::Array kNone;
  const json::Value* list = object.find(member);
  return list && list->is_array() ? list->as_array() : kNone;
}

}  // namespace platform
