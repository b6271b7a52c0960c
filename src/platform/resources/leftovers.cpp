#include "platform/resources/leftovers.h"

#include <functional>

namespace platform {
namespace {

using json::Value;

base::Result<blueprint::Marks> tags_of_role(blueprint::Cloud& cloud, const std::string& name) {
  auto tags = cloud.call_all("iam", "ListRoleTags", json::Object{{"RoleName", name}}, "Tags");
  if (!tags && tags.error().code == "NoSuchEntity") return blueprint::Marks();
  if (!tags) return tl::unexpected(blueprint::to_error(tags.error(), "iam", "ListRoleTags"));
  Value list(std::move(*tags));
  return blueprint::marks_of(&list);
}

// Roles under our path whose tags answer `is_left`.
base::Status add_roles(blueprint::Cloud& cloud, const std::function<bool(const blueprint::Marks&)>& is_left,
                       std::vector<std::string>& found) {
  auto roles = cloud.call_all("iam", "ListRoles", json::Object{{"PathPrefix", "/slipway/"}}, "Roles");
  if (!roles) return tl::unexpected(blueprint::to_error(roles.error(), "iam", "ListRoles"));
  for (const Value& role : *roles) {
    std::string name(role.string_or("RoleName", ""));
    if (is_left(TRY(tags_of_role(cloud, name)))) found.push_back("role " + name);
  }
  return {};
}

base::Status add_providers(blueprint::ClusterTarget& target, std::vector<std::string>& found) {
  json::Value list = TRY(call(*target.cloud, "iam", "ListOpenIDConnectProviders", json::Object()));
  const Value* providers = list.find("OpenIDConnectProviderList");
  if (!providers || !providers->is_array()) return {};
  for (const Value& each : providers->as_array()) {
    std::string arn(each.string_or("Arn", ""));
    auto provider = TRY(find(*target.cloud, "iam", "GetOpenIDConnectProvider",
                             json::Object{{"OpenIDConnectProviderArn", arn}}));
    if (provider && blueprint::judge(blueprint::marks_of(provider->find("Tags")), target.owner().tags()) ==
                        blueprint::Ownership::ours) {
      found.push_back("identity provider " + arn);
    }
  }
  return {};
}

// Of a cluster that is made whole: what stands in its network, and that. What AWS goes on telling of for a while after
// it has gone (gateways, instances, their interfaces) is not asked about: its subnet cannot go before it has.
base::Status add_network(blueprint::ClusterTarget& target, std::vector<std::string>& found) {
  constexpr const char* kTypes[] = {
      "vpc",        "subnet",       "internet-gateway", "route-table",     "security-group",
      "elastic-ip", "vpc-endpoint", "vpc-flow-log",     "launch-template", "volume"};
  std::string value = target.owner().tags()["slipway:cluster"];
  json::Array filters{
      json::Object{{"Name", "key"}, {"Values", json::Array{"slipway:cluster"}}},
      json::Object{{"Name", "value"}, {"Values", json::Array{value}}},
      json::Object{{"Name", "resource-type"}, {"Values", json::Array(std::begin(kTypes), std::end(kTypes))}}};
  auto tags =
      target.cloud->call_all("ec2", "DescribeTags", json::Object{{"Filters", std::move(filters)}}, "Tags");
  if (!tags) return tl::unexpected(blueprint::to_error(tags.error(), "ec2", "DescribeTags"));
  for (const Value& tag : *tags)
    found.push_back(fmt::format("{} {}", tag.string_or("ResourceType", ""), tag.string_or("ResourceId", "")));
  return {};
}

}  // namespace

base::Result<std::vector<std::string>> find_leftovers(EnvironmentTarget& target, const Platform& platform) {
  std::vector<std::string> found;
  blueprint::Marks wanted = target.owner().tags();
  auto of_this_environment = [&](const blueprint::Marks& tags) {
    for (const auto& [name, value] : wanted) {
      auto at = tags.find(name);
      if (at == tags.end() || at->second != value) return false;
    }
    return true;
  };
  TRY(add_roles(*target.cluster->cloud, of_this_environment, found));
  if (target.cluster->status == "ACTIVE") {
    blueprint::ClusterApi* api = TRY(target.cluster->api(platform.connections));
    for (const blueprint::Namespace& each : TRY(api->list_namespaces(target.owner().labels()))) {
      found.push_back("namespace " + each.name);
    }
  }
  for (const std::string runtime : {"podman", "process", blueprint::kKubernetes}) {
    if (runtime == blueprint::kKubernetes && !target.state.cluster.is_kubernetes()) continue;
    // A runtime that does not work on this machine cannot have left anything.
    auto made = platform.connections.runtime(runtime, target.state.cluster);
    if (!made) continue;
    auto instances = (*made)->list(target.state.namespace_name, base::Deadline::in(std::chrono::seconds(30)));
    if (!instances) continue;
    for (const runtime::Instance& each : *instances)
      found.push_back("instance " + each.service + " " + each.id);
  }
  return found;
}

base::Result<std::vector<std::string>> find_leftovers(blueprint::ClusterTarget& target) {
  std::vector<std::string> found;
  blueprint::Marks wanted = target.owner().tags();
  TRY(add_roles(
      *target.cloud,
      [&](const blueprint::Marks& tags) {
        return blueprint::judge(tags, wanted) == blueprint::Ownership::ours;
      },
      found));
  TRY(add_providers(target, found));
  if (!target.status.empty() && blueprint::judge(target.tags, wanted) == blueprint::Ownership::ours) {
    found.push_back("cluster " + target.cluster.name);
  }
  if (target.cluster.is_described()) TRY(add_network(target, found));
  return found;
}

}  // namespace platform
