#include "cli/world/deployment.h"

#include <fmt/core.h>

#include <algorithm>

#include "aws/model/managed_policies.h"
#include "cli/world/expiry_watch.h"
#include "platform/state/expiry.h"

namespace cli {

Deployment::Deployment(const Context& context, base::Deadline deadline)
    : context_(context),
      connections_(context.home, context.clock, context.random, std::move(deadline)),
      files_(context.home),
      platform_{
          .connections = connections_,
          .home = context.home,
          .files = files_,
          .clock = context.clock,
          .random = context.random,
          .progress = [&terminal = context.terminal](const std::string& line) { terminal.progress(line); }} {}

base::Result<platform::EnvironmentState> Deployment::environment(const std::string& name) {
  return platform::find_environment(TRY(files_.load_environments()), name);
}

void Deployment::look_after_previews() const {
  auto all = files_.load_environments();
  if (!all) return;  // whoever needs them says so
  std::erase_if(*all, [](const platform::EnvironmentState& each) { return !each.expires; });
  if (all->empty()) return;
  if (auto watched = ensure_expiry_watch(context_.home); !watched)
    context_.terminal.warn("nobody watches when previews expire: " + watched.error().message);
  base::Time now = context_.clock.now();
  for (const platform::EnvironmentState& each : platform::expired(std::move(*all), now))
    context_.terminal.warn(platform::expiry_notice(each, now));
}

base::Result<platform::FoundService> Deployment::service(const std::string& name) {
  return platform::find_service(TRY(files_.load_environments()), name);
}

base::Result<std::vector<runtime::Instance>> Deployment::instances(const platform::FoundService& found,
                                                                   bool running_only) {
  runtime::Runtime* runtime = TRY(connections_.runtime(found.service.runtime, found.environment.cluster));
  auto all =
      TRY(runtime->list(found.environment.namespace_name, base::Deadline::in(std::chrono::seconds(20))));
  std::vector<runtime::Instance> result;
  std::string reason = "none was started";
  for (runtime::Instance& each : all) {
    if (each.service != found.service.slug) continue;
    if (running_only && each.state != runtime::InstanceState::running) {
      reason = each.reason.empty() ? "it is still starting" : each.reason;
      continue;
    }
    result.push_back(std::move(each));
  }
  std::sort(result.begin(), result.end(), [](const auto& a, const auto& b) { return a.index < b.index; });
  if (!result.empty()) return result;
  return tl::unexpected(base::Error{
      base::ErrorKind::not_found, fmt::format("no instance of `{}` runs: {}", found.service.name, reason),
      fmt::format("`slipway logs {}` may say why; `slipway up` starts it again", found.service.slug)});
}

platform::ManagedPolicies managed_policies() {
  auto find = [](std::string_view name_or_arn) -> std::optional<std::string> {
    auto policy = aws::ManagedPolicy::find(name_or_arn);
    if (!policy) return std::nullopt;
    return std::string(policy->arn());
  };
  auto names = [] {
    std::vector<std::string> result;
    for (uint32_t i = 0; i < aws::ManagedPolicy::count(); ++i) {
      result.emplace_back(aws::ManagedPolicy::at(i).name());
    }
    return result;
  };
  return {find, names};
}

}  // namespace cli
