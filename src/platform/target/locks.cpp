#include "platform/target/locks.h"

#include <fmt/core.h>

#include <set>

#include "base/text.h"

namespace platform {

namespace {

std::string slug(const std::string& name) {
  return base::slug(name, 64);
}

std::string of_cluster(const EnvironmentName& name) {
  return fmt::format("cluster {}/{}/{}", slug(name.organization), name.cluster.region, name.cluster.name);
}

std::string of_environment(const EnvironmentName& name) {
  return fmt::format("environment {}/{}/{}", slug(name.organization), slug(name.project), slug(name.name));
}

base::Result<std::vector<base::Fd>> lock_each(const std::set<std::string>& wanted, const Platform& platform) {
  std::vector<base::Fd> locks;
  for (const std::string& what : wanted)
    locks.push_back(TRY(platform.files.lock(what, base::iso8601(platform.clock.now()))));
  return locks;
}

}  // namespace

base::Result<Locks> lock_all(const std::vector<EnvironmentName>& names, const Platform& platform) {
  std::set<std::string> clusters;
  std::set<std::string> environments;
  for (const EnvironmentName& each : names) {
    clusters.insert(of_cluster(each));
    environments.insert(of_environment(each));
  }
  Locks locks;
  locks.clusters = TRY(lock_each(clusters, platform));
  locks.environments = TRY(lock_each(environments, platform));
  return locks;
}

base::Result<base::Fd> lock_environment(const EnvironmentName& name, const Platform& platform) {
  return platform.files.lock(of_environment(name), base::iso8601(platform.clock.now()));
}

}  // namespace platform
