#include "platform/command/up_limits.h"

#include "engine/keep/history.h"
#include "platform/command/known_states.h"

namespace platform {

namespace {

struct Allowed {
  std::string lineage;  // of the state that it names; empty: it names none
  std::string address;
};

// A state that is nowhere has nothing to destroy, and allows nothing; engine::check_limits() says so.
Allowed allowed(const std::string& text, const Platform& platform) {
  size_t colon = text.rfind(':');
  if (colon == std::string::npos) return {"", text};
  Allowed found{"none", text.substr(colon + 1)};
  auto states = states_to_look_at(platform.home, platform.clock);
  auto state = states ? engine::find_state(*states, text.substr(0, colon)) : tl::unexpected(states.error());
  if (!state) return found;
  auto keep = state->keep(platform.home.places(), platform.clock);
  if (!keep) return found;
  if (auto history = engine::load(**keep)) found.lineage = history->state.lineage;
  return found;
}

}  // namespace

Platform with_limits(const Platform& platform, const engine::Limits& limits) {
  std::vector<Allowed> all;
  for (const std::string& text : limits.allow_destroy) all.push_back(allowed(text, platform));
  Platform limited = platform;
  limited.make_plan = [all = std::move(all)](const engine::PlanInputs& inputs, engine::PlanOptions options,
                                             base::Diagnostics& diagnostics) {
    for (const Allowed& each : all)
      if (each.lineage.empty() || each.lineage == inputs.state.lineage)
        options.allow_destroy.push_back(each.address);
    return engine::make_plan(inputs, options, diagnostics);
  };
  return limited;
}

}  // namespace platform
