#include "engine/command/limits.h"

#include "engine/show/plan_rows.h"

namespace engine {

void allow(const Limits& limits, PlanOptions& options) {
  for (const std::string& text : limits.allow_destroy)  // npos + 1 is 0
    options.allow_destroy.push_back(text.substr(text.rfind(':') + 1));
}

base::Result<std::string> check_limits(const Limits& limits, Plans& plans) {
  for (const std::string& address : limits.allow_destroy) TRY(find_planned(address, plans));
  int64_t destroyed = 0;
  for (const PlanRow& row : plan_rows(as_one(plans).plan))
    destroyed += row.action == Action::destroy || row.action == Action::replace;
  if (!limits.max_destroy || destroyed <= *limits.max_destroy) return std::string();
  return fmt::format("{} things would be destroyed, and {} are allowed; if that is meant: --max-destroy {}",
                     destroyed, *limits.max_destroy, destroyed);
}

}  // namespace engine
