#include "platform/testing/fake_cluster_api.h"

#include "platform/testing/fake_world.h"

namespace platform {
namespace {

class FakeClusterApi final : public blueprint::ClusterApi {
 public:
  FakeClusterApi(FakeWorld& world, std::string cluster) : world_(world), cluster_(std::move(cluster)) {}

  base::Result<std::vector<std::string>> foreign_objects(const std::string&) override {
    return world_.foreign_objects;
  }

  base::Result<std::optional<blueprint::Namespace>> find_namespace(const std::string& name) override {
    auto found = world_.namespaces.find(name);
    if (found == world_.namespaces.end()) return std::optional<blueprint::Namespace>();
    blueprint::Namespace seen = found->second;
    if (seen.is_ending) world_.namespaces.erase(found);  // it has gone when somebody looks again
    return std::optional(seen);
  }
  base::Result<std::vector<blueprint::Namespace>> list_namespaces(
      const std::map<std::string, std::string>& selector) override {
    std::vector<blueprint::Namespace> result;
    for (const auto& [name, each] : world_.namespaces) {
      bool fits = true;
      for (const auto& [label, value] : selector) {
        auto at = each.labels.find(label);
        fits = fits && at != each.labels.end() && at->second == value;
      }
      if (fits) result.push_back(each);
    }
    return result;
  }
  base::Status create_namespace(const blueprint::Namespace& wanted) override {
    return world_.perform("create namespace", [&] { world_.namespaces[wanted.name] = wanted; });
  }
  base::Status label_namespace(const blueprint::Namespace& wanted) override {
    return world_.perform("label namespace", [&] {
      for (const auto& [label, value] : wanted.labels)
        world_.namespaces.at(wanted.name).labels[label] = value;
    });
  }
  base::Status remove_namespace(const std::string& name) override {
    return world_.perform("remove namespace", [&] {
      auto found = world_.namespaces.find(name);
      if (found != world_.namespaces.end()) found->second.is_ending = true;
    });
  }
  base::Result<std::optional<blueprint::ServiceAccount>> find_service_account(
      const std::string& namespace_name, const std::string& name) override {
    auto found = world_.service_accounts.find(namespace_name + "/" + name);
    if (found == world_.service_accounts.end()) return std::optional<blueprint::ServiceAccount>();
    return std::optional(found->second);
  }
  base::Status put_service_account(const blueprint::ServiceAccount& wanted) override {
    return world_.perform("put service account " + wanted.name, [&] {
      blueprint::ServiceAccount& there = world_.service_accounts[wanted.namespace_name + "/" + wanted.name];
      there.namespace_name = wanted.namespace_name;
      there.name = wanted.name;
      for (const auto& [label, value] : wanted.labels) there.labels[label] = value;
      for (const auto& [name, value] : wanted.annotations) there.annotations[name] = value;
    });
  }
  base::Status remove_service_account(const std::string& namespace_name, const std::string& name) override {
    return world_.perform("remove service account " + name,
                          [&] { world_.service_accounts.erase(namespace_name + "/" + name); });
  }
  base::Result<std::string> request_token(const std::string& namespace_name, const std::string& name,
                                          std::string_view audience, int64_t life_s) override {
    std::string token;
    TRY(world_.perform("request token " + name, [&] {
      token = world_.account->service_account_token(cluster_, namespace_name, name, audience,
                                                    std::chrono::seconds(life_s));
    }));
    return token;
  }

 private:
  FakeWorld& world_;
  std::string cluster_;
};

}  // namespace

std::unique_ptr<blueprint::ClusterApi> make_fake_cluster_api(FakeWorld& world, std::string cluster) {
  return std::make_unique<FakeClusterApi>(world, std::move(cluster));
}

}  // namespace platform
