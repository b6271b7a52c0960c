#include "platform/command/drift.h"

#include <algorithm>
#include <map>

#include "engine/command/drift.h"
#include "engine/keep/history.h"
#include "platform/command/planning.h"
#include "platform/kinds/kinds.h"
#include "platform/kinds/runtime_caller.h"
#include "platform/state/specification.h"

namespace platform {
namespace {

base::Result<std::vector<engine::Drift>> look(const engine::State& state,
                                              const blueprint::ClusterTarget& target, engine::Caller& caller,
                                              const Platform& platform) {
  engine::RunSettings settings = settings_with_services(target, "", {});
  return engine::look_for_drift(state, engine::last_applied(state), settings.kinds, caller, platform.clock,
                                settings.call_limit, platform.calls_at_once);
}

base::Result<std::vector<engine::Drift>> look_at(const KnownState& known, const engine::State& state,
                                                 const Platform& platform) {
  blueprint::Cluster cluster = TRY(cluster_of(known, state, platform));
  auto target = TRY(
      blueprint::open_target(known.organization, cluster, false, platform.connections, platform.progress));
  if (!known.environment) {
    blueprint::ClusterCaller caller = target->caller(platform.connections);
    return look(state, *target, caller, platform);
  }
  Environment deployed = TRY(load_specification(platform.home, known.environment->namespace_name));
  EnvironmentTarget environment;
  environment.desired = &deployed;
  environment.state = *known.environment;
  environment.cluster = target.get();
  RuntimeCaller caller(environment, platform);
  return look(state, *target, caller, platform);
}

// As connection_of() has written it.
blueprint::AccountReference account_of(const engine::Connection& connection) {
  std::string text = connection.account.is_string() ? connection.account.as_string() : "";
  blueprint::AccountReference account;
  if (text == "embedded" || text.starts_with("embedded/")) {
    account.name = text.substr(std::min(text.size(), std::string_view("embedded/").size()));
    return account;
  }
  account.kind = blueprint::AccountReference::Kind::endpoint;
  account.endpoint = std::move(text);
  return account;
}

// What the file asks for of these states, compared with what they know and what is there; by their folders. What was
// never deployed is left out.
base::Result<std::map<std::string, std::vector<engine::Drift>>> compare(const std::vector<KnownState>& states,
                                                                        const Configuration& configuration,
                                                                        const Platform& platform) {
  Configuration asked = configuration;
  auto is_known = [&](const std::string& folder) {
    return std::any_of(states.begin(), states.end(),
                       [&](const KnownState& known) { return known.folder == folder; });
  };
  auto is_known_cluster = [&](const blueprint::Cluster& cluster) {
    return is_known(platform.home.cluster_journal(asked.organization, cluster));
  };
  std::erase_if(asked.environments, [&](const Environment& each) {
    return !is_known(platform.home.environment_journal(asked.organization, each.project, each.name)) &&
           !is_known_cluster(each.cluster);
  });
  std::erase_if(asked.clusters, [&](const blueprint::Cluster& each) {
    return !each.is_described() || !is_known_cluster(each);
  });
  std::map<std::string, std::vector<engine::Drift>> found;
  if (asked.environments.empty() && asked.clusters.empty()) return found;
  Looked looked = TRY(look_at(asked, Looking::to_compare, platform));
  for (const engine::PlannedState& state : looked.plan.states)
    found.emplace(state.folder,
                  engine::find_drift({state.desired, state.state, state.observed, state.kinds}));
  return found;
}

}  // namespace

base::Result<std::vector<StateDrift>> read_drift(const std::vector<KnownState>& states,
                                                 const Configuration* configuration,
                                                 const Platform& platform) {
  std::map<std::string, std::vector<engine::Drift>> in_file;
  if (configuration) in_file = TRY(compare(states, *configuration, platform));
  std::vector<StateDrift> all;
  for (const KnownState& known : states) {
    auto keep = TRY(known.keep(platform.home.places(), platform.clock));
    engine::State state = TRY(engine::load(*keep)).state;
    if (state.records.empty()) continue;
    if (auto found = in_file.find(known.folder); found != in_file.end()) {
      all.push_back({known, true, std::move(found->second)});
      continue;
    }
    auto drift = look_at(known, state, platform);
    if (!drift) return tl::unexpected(drift.error().in(known.name));
    all.push_back({known, false, std::move(*drift)});
  }
  return all;
}

base::Result<blueprint::Cluster> cluster_of(const KnownState& known, const engine::State& state,
                                            const Platform& platform) {
  if (known.environment && !known.environment->cluster.name.empty()) return known.environment->cluster;
  for (const EnvironmentState& user : TRY(platform.files.load_environments()))
    if (platform.home.cluster_journal(user.organization, user.cluster) == known.folder) return user.cluster;
  blueprint::Cluster cluster;
  cluster.name = known.cluster;
  cluster.region = known.region;
  if (!state.records.empty()) cluster.account = account_of(state.records.begin()->second.connection);
  return cluster;
}

}  // namespace platform
