// What stands of a configuration though the state that knew it was lost. A thing is looked for by what is desired of
// it, which may name outputs of others: so there are rounds, each for those whose others were found before.
#pragma once

#include <functional>

#include "engine/planning/inputs.h"

namespace engine {

// Looks at what a state knows and at these resources besides (ObserveSettings::looks_for_lost).
using Look = std::function<base::Result<Observed>(const State&, const std::vector<Resource>& desired)>;

// `observed`: what the first look gave; what is found later is added to it. What names outputs of something that is not
// there is not looked for: it cannot be there.
base::Status find_lost(const State& state, const std::vector<Resource>& desired, Observed& observed,
                       const Look& look);

// What is desired, with those outputs that were seen just now, or that the state knows.
Resource with_seen_outputs(const Resource& resource, const State& state, const Observed& observed);

}  // namespace engine
