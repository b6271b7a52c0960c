#include "platform/kinds/kinds.h"

namespace platform {

engine::Kinds kinds_of_account(const std::string& account_id, base::Milliseconds window) {
  engine::Kinds kinds = blueprint::kinds_of_account(account_id, window);
  for (engine::ResourceKind kind : {token_kind(), service_kind()})
    kinds.emplace(kind.name, std::make_shared<engine::ResourceKind>(kind));
  return kinds;
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

}  // namespace platform
