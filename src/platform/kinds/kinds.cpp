#include "platform/kinds/kinds.h"

namespace platform {

engine::RunSettings settings_with_services(const blueprint::ClusterTarget& target, const std::string& whose,
                                           engine::Run::Words words) {
  engine::RunSettings settings = blueprint::settings_for(target, whose, std::move(words));
  for (const engine::ResourceKind& kind : {token_kind(), service_kind()})
    settings.kinds.emplace(kind.name, std::make_shared<engine::ResourceKind>(kind));
  return settings;
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
  kind.found_by = engine::FoundBy::name;
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
