#include "cli/world/known_names.h"

#include <map>
#include <set>

#include "account/server/control.h"
#include "base/file.h"
#include "cli/default_file.h"
#include "engine/command/state_listing.h"
#include "localkube/components.h"
#include "platform/command/known_states.h"
#include "platform/load/names.h"
#include "platform/state/state.h"

namespace cli {
namespace {

using platform::DeployedService;
using platform::EnvironmentState;

// Short names, each with the long ones that it may mean.
class Names {
 public:
  void add(const std::string& name, const std::string& whole) { found_[name].insert(whole); }
  void add(const std::string& name) { add(name, name); }

  std::vector<std::string> take() const {
    std::vector<std::string> names;
    for (const auto& [name, wholes] : found_) {
      if (wholes.size() == 1) {
        names.push_back(name);
      } else {
        names.insert(names.end(), wholes.begin(), wholes.end());
      }
    }
    return names;
  }

 private:
  std::map<std::string, std::set<std::string>> found_;
};

bool is_meant(const DeployedService& service, Values values) {
  bool is_job = service.is_job || service.is_cron();
  return values == Values::services_and_jobs || is_job == (values == Values::jobs);
}

void add_accounts(const platform::Home& home, Names& names) {
  auto accounts = account::read_credentials(home.account_dir());
  if (!accounts) return;
  for (const account::RootCredentials& each : *accounts) names.add(each.name);
}

void add_clusters_of_file(Names& names) {
  if (!base::exists(kDefaultFile)) return;
  auto configuration = platform::load_names_of_file(kDefaultFile);
  if (!configuration) return;
  for (const blueprint::Cluster& cluster : configuration->clusters) names.add(cluster.name);
}

void add_states(const platform::Home& home, Names& names) {
  auto states = platform::known_states(home);
  if (!states) return;
  for (const platform::KnownState& state : *states) names.add(state.name, state.whole_name());
}

void add_addresses(const platform::Home& home, Names& names) {
  base::SystemClock clock;
  auto states = platform::known_states(home);
  // Nobody waits for a network who types.
  if (!states) return;
  std::erase_if(*states, [](const platform::KnownState& state) {
    return engine::remembered_place(state.folder).value_or("").find("://") != std::string::npos;
  });
  for (const engine::ListedState& state :
       engine::list_states(engine::names_of(*states), home.places(), clock))
    for (const auto& [key, record] : state.state.records)
      names.add(key.address, fmt::format("{}:{}", state.known.name, key.address));
}

void add_programs(Names& names) {
  for (const std::string& program : localkube::kAllPrograms) names.add(program);
  names.add("supervisor");
}

void add_deployed(const EnvironmentState& environment, Values values, Names& names) {
  if (values == Values::environments) {
    names.add(environment.name, environment.title());
  } else if (values == Values::clusters) {
    names.add(environment.cluster.name);
  } else {
    for (const DeployedService& service : environment.services) {
      if (is_meant(service, values)) names.add(service.name, environment.title() + "/" + service.name);
    }
  }
}

}  // namespace

std::vector<std::string> known_names(const platform::Home& home, Values values) {
  Names names;
  if (values == Values::accounts) {
    add_accounts(home, names);
  } else if (values == Values::programs) {
    add_programs(names);
  } else if (values == Values::states) {
    add_states(home, names);
  } else if (values == Values::addresses) {
    add_addresses(home, names);
  } else {
    if (values == Values::clusters) add_clusters_of_file(names);
    auto environments = platform::StateFiles(home).load_environments();
    if (environments) {
      for (const EnvironmentState& each : *environments) add_deployed(each, values, names);
    }
  }
  return names.take();
}

}  // namespace cli
