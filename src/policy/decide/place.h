// How the JSON of questions and answers names layers and the policies in them.
#pragma once

#include <string>
#include <string_view>

#include "policy/decide/evaluate.h"

namespace policy {

// identity, resource, boundary, session, scp, rcp, endpoint, root, none.
std::string_view layer_key(Layer layer);
// Where a policy stands among the layers: `identity/0`, `boundary`, `scps/1/0`.
std::string place_of(const Layers& layers, Layer layer, size_t level, const PolicyPtr& policy);

}  // namespace policy
