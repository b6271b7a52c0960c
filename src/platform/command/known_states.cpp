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
  // One whose state is kept elsewhere has a file alone, which says so.
  if (is_folder ? !engine::FileKeep::is_written(path) : !file.ends_with(".json")) return std::nullopt;
  std::string name = is_folder ? file : file.substr(0, file.size() - 5);
  return of_cluster(path.parent_path().filename(), name, path.parent_path() / name);
}

// One that only its folder tells of.
std::optional<engine::NamedState> named_by(const std::string& folder, const Home& home) {
  std::vector<std::string_view> parts =
      base::split(std::string_view(folder).substr(home.root().size() + 1), '/');
  auto text = [&](size_t at) { return std::string(parts[at]); };
  if (parts.size() == 3 && parts[0] == "clusters") return of_cluster(text(1), text(2), folder);
  if (parts.size() != 4 || parts[0] != "environments") return std::nullopt;
  return engine::NamedState{text(2) + "/" + text(3), text(1), {}, "environment", folder};
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
  std::vector<KnownState> environments;
  for (EnvironmentState& each : TRY(StateFiles(home).load_environments()))
    environments.push_back(of_environment(std::move(each), home));
  std::vector<KnownState> all = states_of_clusters(environments, home);
  std::move(environments.begin(), environments.end(), std::back_inserter(all));
  return all;
}

base::Result<std::vector<engine::NamedState>> known_states_everywhere(const Home& home,
                                                                      const base::Clock& clock) {
  std::vector<engine::NamedState> all = engine::names_of(TRY(known_states(home)));
  if (home.places().given.place.empty()) return all;
  for (const std::string& folder : TRY(engine::folders_at(home.places(), home.places().given.place))) {
    auto is_it = [&](const engine::NamedState& known) { return known.folder == folder; };
    auto state = std::any_of(all.begin(), all.end(), is_it) ? std::nullopt : named_by(folder, home);
    if (!state) continue;
    auto keep = TRY(state->keep(home.places(), clock));
    if (!TRY(engine::load(*keep)).state.records.empty()) all.push_back(*std::move(state));
  }
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
