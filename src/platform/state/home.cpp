#include "platform/state/home.h"

#include <cstdlib>

#include "base/text.h"

namespace platform {
namespace {

// Relative paths would mean another place after `cd`, and to a process in the background.
std::string absolute_path_of(const char* variable) {
  const char* value = std::getenv(variable);
  return value && value[0] == '/' ? value : "";
}

}  // namespace

base::Result<Home> Home::find() {
  const char* own = std::getenv("SLIPWAY_HOME");
  if (own && *own) {
    if (own[0] == '/') return Home(own);
    return base::fail(base::ErrorKind::invalid, "SLIPWAY_HOME is `{}`, expected an absolute path", own);
  }
  if (std::string state = absolute_path_of("XDG_STATE_HOME"); !state.empty()) return Home(state + "/slipway");
  if (std::string home = absolute_path_of("HOME"); !home.empty()) return Home(home + "/.local/state/slipway");
  return base::fail(base::ErrorKind::invalid,
                    "neither SLIPWAY_HOME nor HOME is set, so there is no place for state");
}

std::string Home::environment_journal(const std::string& organization, const std::string& project,
                                      const std::string& name) const {
  return fmt::format("{}/{}/{}/{}", environments_dir(), base::slug(organization, 64), base::slug(project, 64),
                     base::slug(name, 64));
}

// Clusters of EKS are told apart by case and by `_`, which a slug would drop.
std::string Home::cluster_journal(const std::string& organization, const blueprint::Cluster& cluster) const {
  return fmt::format("{}/clusters/{}/{}@{}", root_, base::slug(organization, 64), cluster.name,
                     cluster.region);
}

}  // namespace platform
