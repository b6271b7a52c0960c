#include "platform/state/service_name.h"

#include <fmt/core.h>

#include "base/text.h"
#include "engine/command/named_states.h"

namespace platform {
namespace {

bool is_same(std::string_view typed, const std::string& name) {
  return base::equal_ignoring_case(typed, name) || (!typed.empty() && typed == base::slug(name, 64));
}

bool fits(const std::vector<std::string_view>& typed, const std::vector<std::string>& whole) {
  if (typed.size() > whole.size()) return false;
  for (size_t i = 0; i < typed.size(); ++i) {
    if (!is_same(typed[i], whole[whole.size() - typed.size() + i])) return false;
  }
  return true;
}

}  // namespace

base::Result<FoundService> find_service(const std::vector<EnvironmentState>& environments,
                                        const std::string& name) {
  std::vector<std::string_view> typed = base::split(name, '/');
  std::vector<FoundService> found;
  std::vector<std::string> names;
  for (const EnvironmentState& environment : environments) {
    for (const DeployedService& service : environment.services) {
      names.push_back(service.name);
      if (fits(typed, {environment.organization, environment.project, environment.name, service.name})) {
        found.push_back({environment, service});
      }
    }
  }
  if (found.size() == 1) return std::move(found[0]);
  if (found.empty()) {
    auto meant = base::did_you_mean(typed.back(), names);
    return tl::unexpected(base::Error{
        base::ErrorKind::not_found, fmt::format("there is no service `{}`", name),
        meant ? fmt::format("did you mean `{}`?", *meant) : "`slipway status` lists what is deployed"});
  }
  std::vector<std::string> wholes;
  for (const FoundService& each : found) {
    wholes.push_back(fmt::format("{}/{}/{}/{}", each.environment.organization, each.environment.project,
                                 each.environment.name, each.service.name));
  }
  return tl::unexpected(base::Error{base::ErrorKind::invalid,
                                    fmt::format("{} services are called `{}`", found.size(), name),
                                    engine::choices(wholes)});
}

}  // namespace platform
