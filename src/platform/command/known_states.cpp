#include "platform/command/known_states.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "engine/command/plans.h"
#include "engine/keep/file_keep.h"
#include "engine/keep/history.h"

namespace platform {
namespace {

using base::ErrorKind;

tl::unexpected<base::Error> refuse(ErrorKind kind, std::string message, std::string hint) {
  return tl::unexpected(base::Error{kind, std::move(message), std::move(hint)});
}

KnownState of_environment(EnvironmentState environment, const Home& home) {
  KnownState state;
  state.name = environment.title();
  state.organization = environment.organization;
  state.cluster = environment.cluster.name;
  state.region = environment.cluster.region;
  state.folder = home.environment_journal(environment.organization, environment.project, environment.name);
  state.environment = std::move(environment);
  return state;
}

// ORGANIZATION/CLUSTER@REGION, a folder, or of a former Slipway a file with `.json` behind it.
std::optional<KnownState> of_cluster(const std::filesystem::path& path, bool is_folder) {
  std::string file = path.filename();
  // One whose state is kept elsewhere has a file alone, which says so.
  if (is_folder ? !engine::FileKeep::is_written(path) : !file.ends_with(".json")) return std::nullopt;
  KnownState state;
  state.name = is_folder ? file : file.substr(0, file.size() - 5);
  size_t at = state.name.rfind('@');
  if (at == std::string::npos) return std::nullopt;
  state.organization = path.parent_path().filename();
  state.cluster = state.name.substr(0, at);
  state.region = state.name.substr(at + 1);
  state.folder = path.parent_path() / state.name;
  return state;
}

std::vector<KnownState> states_of_clusters(const std::vector<KnownState>& environments, const Home& home) {
  std::vector<KnownState> found;
  std::error_code ignored;
  std::filesystem::recursive_directory_iterator at(home.root() + "/clusters", ignored);
  for (; at != std::filesystem::recursive_directory_iterator(); at.increment(ignored)) {
    if (at.depth() != 1) continue;
    if (auto state = of_cluster(at->path(), at->is_directory(ignored))) found.push_back(std::move(*state));
    at.disable_recursion_pending();
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.folder < b.folder; });
  auto is_same = [](const KnownState& a, const KnownState& b) { return a.folder == b.folder; };
  found.erase(std::unique(found.begin(), found.end(), is_same), found.end());
  for (KnownState& state : found)
    for (const KnownState& user : environments)
      if (home.cluster_journal(user.organization, user.environment->cluster) == state.folder)
        state.organization = user.organization;
  return found;
}

// Whether the name is the whole one, or a part of it behind a slash; a cluster's without its region, too.
bool is_called(const KnownState& state, std::string_view name) {
  std::string whole = state.whole_name();
  std::string short_one = state.organization + "/" + state.cluster;
  for (const std::string& text : {whole, state.environment ? whole : short_one})
    for (size_t at = 0; at != std::string::npos;) {
      if (base::equal_ignoring_case(std::string_view(text).substr(at), name)) return true;
      size_t slash = text.find('/', at);
      at = slash == std::string::npos ? slash : slash + 1;
    }
  return false;
}

base::Result<std::vector<std::string>> addresses_of(const KnownState& state, const Home& home,
                                                    const base::Clock& clock) {
  auto keep = TRY(state.keep(home, clock));
  std::vector<std::string> addresses;
  for (const auto& [key, record] : TRY(engine::load(*keep)).state.records)
    if (addresses.empty() || addresses.back() != key.address) addresses.push_back(key.address);
  return addresses;
}

// STATE:ADDRESS; neither has a colon in its address.
std::pair<std::string, std::string> parts_of(const std::string& text) {
  size_t colon = text.rfind(':');
  if (colon == std::string::npos) return {"", text};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

std::string choices(const std::vector<std::string>& names) {
  std::string text = "say which:";
  for (const std::string& name : names) text += "\n    " + name;
  return text;
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

base::Result<KnownState> find_state(const std::vector<KnownState>& states, const std::string& name) {
  std::vector<std::string> names, wholes;
  std::vector<const KnownState*> found;
  for (const KnownState& state : states) {
    names.push_back(state.name);
    if (!name.empty() && !is_called(state, name)) continue;
    found.push_back(&state);
    wholes.push_back(name.empty() ? state.name : state.whole_name());
  }
  if (found.size() == 1) return *found.front();
  if (states.empty())
    return refuse(ErrorKind::not_found, "nothing was deployed from this machine", "make it: slipway up");
  if (found.size() > 1)
    return refuse(ErrorKind::invalid,
                  name.empty() ? fmt::format("there are {} states here", found.size())
                               : fmt::format("{} states are called `{}`", found.size(), name),
                  choices(wholes));
  std::string meant = engine::nearest(name, names);
  return refuse(
      ErrorKind::not_found, fmt::format("there is no state of a cluster or an environment `{}`", name),
      meant.empty() ? "see which there are: slipway state list" : fmt::format("did you mean {}?", meant));
}

base::Result<KnownState> state_or_place(const std::vector<KnownState>& states, const std::string& name,
                                        const Home& home) {
  auto found = find_state(states, name);
  if (found || found.error().kind != ErrorKind::not_found) return found;
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
  size_t at = parts.back().rfind('@');
  if (parts.size() != 2 || at == std::string_view::npos) return found;
  Cluster cluster;
  cluster.name = parts[1].substr(0, at);
  cluster.region = parts[1].substr(at + 1);
  KnownState state;
  state.name = parts[1];
  state.organization = parts[0];
  state.cluster = cluster.name;
  state.region = cluster.region;
  state.folder = home.cluster_journal(state.organization, cluster);
  return state;
}

base::Result<Place> find_place(const std::vector<KnownState>& states, const std::string& text,
                               const Home& home, const base::Clock& clock) {
  auto [name, address] = parts_of(text);
  std::vector<KnownState> among = states;
  if (!name.empty()) among.assign(1, TRY(find_state(states, name)));
  std::vector<Place> found;
  std::vector<std::string> known, names;
  for (const KnownState& state : among)
    for (const std::string& each : TRY(addresses_of(state, home, clock))) {
      known.push_back(each);
      if (each != address) continue;
      found.push_back({state, address});
      names.push_back(found.back().text());
    }
  if (found.size() == 1) return std::move(found.front());
  if (found.size() > 1)
    return refuse(ErrorKind::invalid, fmt::format("{} states know `{}`", found.size(), address),
                  choices(names));
  std::string meant = engine::nearest(address, known);
  return refuse(
      ErrorKind::not_found,
      name.empty() ? fmt::format("no state knows `{}`", address)
                   : fmt::format("the state of {} knows no `{}`", among.front().name, address),
      meant.empty() ? "see what is known: slipway state list" : fmt::format("did you mean {}?", meant));
}

base::Result<Place> new_place(const std::vector<KnownState>& states, const std::string& text,
                              const KnownState& like) {
  auto [name, address] = parts_of(text);
  if (name.empty()) return Place{like, address};
  KnownState state = TRY(find_state(states, name));
  Place place{std::move(state), address};
  if (place.state.folder == like.folder) return place;
  return refuse(
      ErrorKind::invalid,
      fmt::format("{} and {} are two states: a thing stays in its own", like.name, place.state.name),
      "leave the name of the state away");
}

}  // namespace platform
