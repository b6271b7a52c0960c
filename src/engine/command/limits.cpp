#include "engine/command/limits.h"

#include "engine/show/plan_rows.h"

namespace engine {

base::Status check_limits(const Limits& limits, Plans& plans) {
  for (const std::string& address : limits.allow_destroy) TRY(find_planned(address, plans));
  int64_t destroyed = 0;
  for (const PlanRow& row : plan_rows(as_one(plans).plan))
    destroyed += row.action == Action::destroy || row.action == Action::replace;
  if (!limits.max_destroy || destroyed <= *limits.max_destroy) return {};
  return tl::unexpected(refused(
      {"", fmt::format("{} things would be destroyed, and {} are allowed", destroyed, *limits.max_destroy),
       fmt::format("{}max-destroy {}", kIfMeant, destroyed)}));
}

}  // namespace engine
