#include "platform/command/up_limits.h"

#include <fmt/core.h>

#include "engine/show/plan_rows.h"
#include "platform/command/plan_scope.h"

namespace platform {

Platform with_limits(const Platform& platform, const UpLimits& limits, base::Random& random,
                     bool& is_refused) {
  Platform limited{platform.connections,
                   platform.home,
                   platform.files,
                   platform.clock,
                   random,
                   platform.progress,
                   platform.skips_job_removals,
                   platform.wants_foreign,
                   platform.started_together,
                   platform.awaited_together,
                   platform.calls_at_once,
                   {}};
  limited.make_plan = [&limits, &is_refused](const engine::PlanInputs& inputs, engine::PlanOptions options,
                                             base::Diagnostics& diagnostics) {
    for (const std::string& text : limits.allow_destroy)  // npos + 1 is 0
      options.allow_destroy.push_back(text.substr(text.rfind(':') + 1));
    engine::Planned planned = engine::make_plan(inputs, options, diagnostics);
    is_refused = is_refused || !planned.refusals.empty();
    return planned;
  };
  return limited;
}

base::Result<std::string> check_limits(const UpLimits& limits, UpPlan& plan) {
  for (const std::string& address : limits.allow_destroy) TRY(find_planned(address, plan));
  int64_t destroyed = 0;
  for (const engine::PlanRow& row : engine::plan_rows(as_one(plan).plan))
    destroyed += row.action == engine::Action::destroy || row.action == engine::Action::replace;
  if (!limits.max_destroy || destroyed <= *limits.max_destroy) return std::string();
  return fmt::format("{} things would be destroyed, and {} are allowed; if that is meant: --max-destroy {}",
                     destroyed, *limits.max_destroy, destroyed);
}

}  // namespace platform
