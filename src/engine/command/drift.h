// Drift of one state, by looking at all that it knows.
#pragma once

#include "base/clock.h"
#include "engine/model/call.h"
#include "engine/planning/drift.h"

namespace engine {

// As things are `desired` of them; nothing is written. unavailable: something cannot be read.
base::Result<std::vector<Drift>> look_for_drift(const State& state, const std::vector<Resource>& desired,
                                                const Kinds& kinds, Caller& caller, const base::Clock& clock,
                                                base::Milliseconds call_limit, size_t calls_at_once);

// As if a configuration said what was last applied.
std::vector<Resource> last_applied(const State& state);

}  // namespace engine
