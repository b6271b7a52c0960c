#include "platform/command/open_environment.h"

#include <fmt/core.h>

#include "base/text.h"
#include "engine/command/named_states.h"
#include "platform/state/specification.h"
#include "platform/workloads/deployment.h"
#include "platform/workloads/jobs.h"

namespace platform {
namespace {

using base::ErrorKind;

std::string whole_name(const EnvironmentState& state) {
  return fmt::format("{}/{}/{}", state.organization, state.project, state.name);
}

}  // namespace

base::Result<EnvironmentState> find_environment(const std::vector<EnvironmentState>& environments,
                                                const std::string& name) {
  std::vector<const EnvironmentState*> found;
  std::vector<std::string> names, wholes;
  for (const EnvironmentState& each : environments) {
    names.push_back(each.title());
    if (!engine::is_called(whole_name(each), name)) continue;
    found.push_back(&each);
    wholes.push_back(whole_name(each));
  }
  if (found.size() == 1) return *found[0];
  if (found.empty()) {
    auto meant = base::did_you_mean(name, names);
    return tl::unexpected(base::Error{
        ErrorKind::not_found, fmt::format("there is no environment `{}`", name),
        meant ? fmt::format("did you mean `{}`?", *meant) : "`slipway status` lists what is deployed"});
  }
  return tl::unexpected(base::Error{ErrorKind::invalid,
                                    fmt::format("{} environments are called `{}`", found.size(), name),
                                    engine::choices(wholes)});
}

base::Result<std::unique_ptr<OpenEnvironment>> OpenEnvironment::open(EnvironmentState state,
                                                                     const std::string& purpose,
                                                                     const Platform& platform) {
  std::unique_ptr<OpenEnvironment> opened(new OpenEnvironment(platform));
  EnvironmentName name{state.organization, state.project, state.name, state.cluster};
  opened->lock_ = TRY(lock_environment(name, purpose, platform));
  opened->desired_ = TRY(load_specification(platform.home, state.namespace_name));
  opened->cluster_ = TRY(blueprint::open_target(state.organization, state.cluster, true, platform.connections,
                                                platform.progress));
  opened->target_.desired = &opened->desired_;
  opened->target_.state = std::move(state);
  opened->target_.cluster = opened->cluster_.get();
  return opened;
}

base::Result<const Service*> OpenEnvironment::job_named(const std::string& name) const {
  std::vector<std::string> jobs;
  for (const Service& each : desired_.services) {
    if (!each.job && !each.cron) continue;
    if (base::equal_ignoring_case(each.name, name) || each.slug == name) return &each;
    jobs.push_back(each.name);
  }
  return tl::unexpected(
      base::Error{ErrorKind::not_found, fmt::format("{} has no job `{}`", target_.state.title(), name),
                  jobs.empty() ? "it has none" : fmt::format("it has: {}", base::join(jobs, ", "))});
}

base::Status OpenEnvironment::run_job(const std::string& job, std::optional<JobEvent> event) {
  const Service* service = TRY(job_named(job));
  if (service->cron && event)
    return tl::unexpected(base::Error{ErrorKind::invalid,
                                      fmt::format("cron job `{}` has no events", service->name),
                                      fmt::format("`slipway job {}` runs it now", service->slug)});
  if (service->job && !event)
    return tl::unexpected(
        base::Error{ErrorKind::invalid, fmt::format("which event of lifecycle job `{}`?", service->name),
                    fmt::format("say start, stop or delete: `slipway job {} start`", service->slug)});
  if (!service->named_service_account.empty()) {
    std::vector<std::string> warnings;
    TRY(find_named_account(target_, *service, platform_, warnings));
    for (const std::string& warning : warnings) platform_.progress("! " + warning);
  }
  if (service->cron) return run_cron(target_, *service, platform_);
  return run_event(target_, *service, *event, platform_);
}

base::Status OpenEnvironment::stop_service(const Service& service) {
  const DeployedService* deployed = target_.state.find_service(service.slug);
  if (!deployed) return {};
  if (service.job) {
    if (!service.job->events.contains(JobEvent::stop)) return {};
    platform_.progress("running stop of job " + service.slug);
    return platform::run_event(target_, service, JobEvent::stop, platform_);
  }
  platform_.progress(fmt::format("stopping {} {}", service.cron ? "cron job" : "service", service.slug));
  TRY(end_instances(target_, *deployed, platform_));
  return target_.remember(platform_.files, [&](EnvironmentState& state) {
    DeployedService stopped = *state.find_service(service.slug);
    stopped.instances = 0;
    state.put_service(std::move(stopped));
  });
}

base::Status OpenEnvironment::stop() {
  for (size_t stage = desired_.stages.size(); stage-- > 0;) {
    for (const Service& service : desired_.services) {
      if (service.stage == stage) TRY(stop_service(service));
    }
  }
  return {};
}

}  // namespace platform
