#include "platform/command/up_limits.h"

namespace platform {

Platform with_limits(const Platform& platform, const engine::Limits& limits, base::Random& random,
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
    engine::allow(limits, options);
    engine::Planned planned = engine::make_plan(inputs, options, diagnostics);
    is_refused = is_refused || !planned.refusals.empty();
    return planned;
  };
  return limited;
}

}  // namespace platform
