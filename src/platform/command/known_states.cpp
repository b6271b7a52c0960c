#include "platform/command/known_states.h"

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "engine/keep/file_keep.h"
#include "engine/keep/history.h"

namespace platform {
namespace {

KnownState of_environment(EnvironmentState environment, const Home& home) {
  KnownState state;
  state.name = environment.title();
  state.organization = environment.organization;
  state.sort = "environment";
  state.cluster = environment.cluster.name;
  state.region = environment.cluster.region;
  state.folder = home.environment_journal(environment.organization, environment.project, environment.name);
  state.environment = std::move(environment);
  return state;
}

// nullopt: it is not called CLUSTER@REGION.
std::optional<KnownState> of_cluster(std::string organization, const std::string& name, std::string folder) {
  size_t at = name.rfind('@');
  if (at == std::string::npos) return std::nullopt;
  KnownState state;
  state.name = name;
  state.organization = std::move(organization);
  state.sort = "cluster";
  state.folder = std::move(folder);
  state.cluster = name.substr(0, at);
  state.region = name.substr(at + 1);
  return state;
}

// ORGANIZATION/CLUSTER@REGION, a folder, or of a former Slipway a file with `.json` behind it.
std::optional<KnownState> cluster_at(const std::filesystem::path& path, bool is_folder) {
  std::string file = path.filename();
  // One whose state is kept elsewhere has files alone, which say so.
  std::string_view ending = file.ends_with(".at") ? ".at" : ".json";
  if (is_folder ? !engine::FileKeep::is_written(path) : !file.ends_with(ending)) return std::nullopt;
  std::string name = is_folder ? file : file.substr(0, file.size() - ending.size());
  return of_cluster(path.parent_path().filename(), name, path.parent_path() / name);
}

// One that only its folder tells of.
std::optional<engine::NamedState> named_by(const std::string& folder, const Home& home) {
  std::vector<std::string_view> parts =
      base::split(std::string_view(folder).substr(home.root().size() + 1), '/');
  auto text = [&](size_t at) { return std::string(parts[at]); };
  if (parts.size() == 3 && parts[0] == "clusters") return of_cluster(text(1), text(2), folder);
  if (parts.size() != 4 || parts[0] != "environments") return std::nullopt;
  return engine::NamedState{text(2) + "/" + text(3), text(1), {}, "environment", folder, std::nullopt};
}

std::vector<KnownState> states_of_clusters(const std::vector<KnownState>& environments, const Home& home) {
  std::vector<KnownState> found;
  std::error_code ignored;
  std::filesystem::recursive_directory_iterator at(home.root() + "/clusters", ignored);
  for (; at != std::filesystem::recursive_directory_iterator(); at.increment(ignored)) {
    if (at.depth() != 1) continue;
    if (auto state = cluster_at(at->path(), at->is_directory(ignored))) found.push_back(std::move(*state));
    at.disable_recursion_pending();
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.folder < b.folder; });
  auto is_same = [](const KnownState& a, const KnownState& b) { return a.folder == b.folder; };
  found.erase(std::unique(found.begin(), found.end(), is_same), found.end());
  for (KnownState& state : found)
    for (const KnownState& user : environments)
      if (home.cluster_journal(user.organization, user.environment->cluster) == state.folder)
        state.organization = user.organization;
  for (KnownState& state : found) state.also_called = {state.organization + "/" + state.cluster};
  return found;
}

}  // namespace

base::Result<std::vector<KnownState>> known_states(const Home& home) {
  std::vector<StateFiles::Damaged> damaged;
  std::vector<KnownState> all = readable_states(home, damaged);
  if (!damaged.empty()) return tl::unexpected(damaged.front().error);
  return all;
}

std::vector<KnownState> readable_states(const Home& home, std::vector<StateFiles::Damaged>& damaged) {
  std::vector<KnownState> environments;
  for (EnvironmentState& each : StateFiles(home).load_readable_environments(damaged))
    environments.push_back(of_environment(std::move(each), home));
  std::vector<KnownState> all = states_of_clusters(environments, home);
  std::move(environments.begin(), environments.end(), std::back_inserter(all));
  return all;
}

std::vector<KnownState> states_of(const Configuration& configuration, const Home& home) {
  std::vector<KnownState> states;
  auto add_cluster = [&](const blueprint::Cluster& cluster) {
    KnownState state = *of_cluster(configuration.organization, cluster.name + "@" + cluster.region,
                                   home.cluster_journal(configuration.organization, cluster));
    state.also_called = {configuration.organization + "/" + cluster.name};
    bool is_new = std::none_of(states.begin(), states.end(),
                               [&](const KnownState& known) { return known.folder == state.folder; });
    if (is_new) states.push_back(std::move(state));
  };
  for (const Environment& each : configuration.environments) add_cluster(each.cluster);
  for (const blueprint::Cluster& each : configuration.clusters)
    if (each.is_described()) add_cluster(each);
  for (const Environment& each : configuration.environments) {
    EnvironmentState environment;
    environment.organization = configuration.organization;
    environment.project = each.project;
    environment.name = each.name;
    environment.cluster = each.cluster;
    states.push_back(of_environment(std::move(environment), home));
  }
  return states;
}

base::Result<std::vector<engine::NamedState>> known_states_everywhere(
    const Home& home, const base::Clock& clock, std::vector<StateFiles::Damaged>& damaged) {
  const engine::Places& places = home.places();
  std::vector<engine::NamedState> all = engine::names_of(readable_states(home, damaged));
  for (const StateFiles::Damaged& each : damaged)
    if (auto state = named_by(each.journal, home)) all.push_back(*std::move(state));
  if (places.given.place.empty()) return all;
  for (engine::NamedState& each : all) {
    auto place = engine::place_of(places, each.folder, clock);  // refused: it is elsewhere, where it is read
    each.place = place ? *place : TRY(engine::remembered_place(each.folder));
  }
  for (const std::string& folder : TRY(engine::folders_at(places, places.given.place))) {
    auto is_it = [&](const engine::NamedState& known) {
      return known.folder == folder && known.place == places.given.place;
    };
    auto state = std::any_of(all.begin(), all.end(), is_it) ? std::nullopt : named_by(folder, home);
    if (!state) continue;
    state->place = places.given.place;
    auto keep = TRY(state->keep(places, clock));
    auto history = engine::load_departed(*keep);
    bool is_there = !history || (history->state.departed_to.empty() && !history->state.records.empty());
    if (is_there) all.push_back(*std::move(state));
  }
  return all;
}

base::Result<std::vector<engine::NamedState>> states_to_look_at(const Home& home, const base::Clock& clock) {
  std::vector<StateFiles::Damaged> ignored;
  std::vector<engine::NamedState> all = TRY(known_states_everywhere(home, clock, ignored));
  const std::string& given = home.places().given.place;
  std::vector<engine::NamedState> there;
  std::copy_if(all.begin(), all.end(), std::back_inserter(there),
               [&](const engine::NamedState& each) { return each.place == given; });
  std::erase_if(all, [&](const engine::NamedState& each) {
    return each.place != given && std::any_of(there.begin(), there.end(),
                                              [&](const auto& known) { return known.folder == each.folder; });
  });
  return all;
}

base::Result<KnownState> state_or_place(const std::vector<KnownState>& states, const std::string& name,
                                        const Home& home) {
  auto found = engine::find_state(states, name);
  if (found || found.error().kind != base::ErrorKind::not_found) return found;
  std::vector<std::string_view> parts = base::split(name, '/');
  if (std::any_of(parts.begin(), parts.end(), [](std::string_view part) { return part.empty(); }))
    return found;
  if (parts.size() == 3) {
    EnvironmentState environment;
    environment.organization = parts[0];
    environment.project = parts[1];
    environment.name = parts[2];
    return of_environment(std::move(environment), home);
  }
  auto cluster =
      parts.size() == 2 ? of_cluster(std::string(parts[0]), std::string(parts[1]), "") : std::nullopt;
  if (!cluster) return found;
  blueprint::Cluster named;
  named.name = cluster->cluster;
  named.region = cluster->region;
  cluster->folder = home.cluster_journal(cluster->organization, named);
  return *std::move(cluster);
}

}  // namespace platform
