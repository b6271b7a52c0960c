#include "platform/locks.h"

#include <fmt/core.h>

#include <set>

#include "base/text.h"

namespace platform {

base::Result<std::vector<base::Fd>> lock_all(const std::vector<EnvironmentName>& names,
                                             const Platform& platform) {
  std::set<std::string> wanted;
  for (const EnvironmentName& each : names) {
    auto slug = [](const std::string& name) { return base::slug(name, 64); };
    wanted.insert(
        fmt::format("environment {}/{}/{}", slug(each.organization), slug(each.project), slug(each.name)));
    wanted.insert(
        fmt::format("cluster {}/{}/{}", slug(each.organization), each.cluster.region, each.cluster.name));
  }
  std::vector<base::Fd> locks;
  for (const std::string& what : wanted) {
    locks.push_back(TRY(platform.files.lock(what, base::iso8601(platform.clock.now()))));
  }
  return locks;
}

}  // namespace platform
