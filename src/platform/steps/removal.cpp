#include "platform/steps/removal.h"

#include <fmt/core.h>

#include "base/text.h"
#include "platform/steps/instances.h"
#include "platform/steps/jobs.h"
#include "platform/trust/token_facts.h"
#include "platform/trust/trust_policy.h"
#include "runtime/token/file.h"

namespace platform {
namespace {

// The intent is written before the service: where there is no service yet, nothing has started.
base::Status remove_instances(EnvironmentTarget& target, const JournalEntry& made, const Platform& platform) {
  const DeployedService* service = target.state.find_service(made.name);
  if (!service) return {};
  runtime::Runtime* runtime = TRY(platform.connections.runtime(service->runtime, target.state.cluster));
  TRY(runtime->remove(target.state.namespace_name, made.name, removal_deadline(*service)));
  target.state.erase_service(made.name);
  return {};
}

base::Status remove_job(EnvironmentTarget& target, const JournalEntry& made, const Platform& platform,
                        const Progress& progress) {
  if (!platform.skips_job_removals) {
    base::Status ran = run_removal(target, made.name, platform, progress);
    if (!ran) {
      base::Error error = ran.error();
      error.hint += "; `slipway down --skip-jobs` removes the rest without it";
      return tl::unexpected(std::move(error));
    }
  }
  TRY(remove_instances(target, made, platform));
  return forget_job(target, made.name, platform.home);
}

base::Status remove_token(const EnvironmentTarget& target, const JournalEntry& made,
                          const Platform& platform) {
  const std::string& namespace_name = target.state.namespace_name;
  TRY(platform.connections.forget_token(namespace_name, made.name));
  return runtime::remove_token(platform.home.token_folder(namespace_name, made.name));
}

}  // namespace

base::Status remove_entry(EnvironmentTarget& target, const JournalEntry& made, const Platform& platform,
                          const Progress& progress) {
  if (made.kind == "job") TRY(remove_job(target, made, platform, progress));
  if (made.kind == "cron-job") {
    TRY(remove_instances(target, made, platform));
    TRY(forget_job(target, made.name, platform.home));
  }
  if (made.kind == "service") TRY(remove_instances(target, made, platform));
  if (made.kind == "token") TRY(remove_token(target, made, platform));
  target.state.journal.erase(made.kind, made.name);
  return platform.files.save(target.state);
}

}  // namespace platform
