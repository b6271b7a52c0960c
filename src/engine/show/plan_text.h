// A plan as text for a terminal or a pipe: a table, below each row what changes, at the end why it is refused.
#pragma once

#include <string>

#include "engine/planning/planner.h"

namespace engine {

// Lines end with a newline. Colours are not among it; no text of others can break it (show/foreign_text.h).
std::string plan_text(const Planned& planned);

// For programs: the plan's own stable form (engine/plan_json.h), which can be saved and applied, with the members
// `summary` (how many rows of each action), `expectedSeconds` and `refusals` besides.
json::Value plan_document(const Planned& planned);

}  // namespace engine
