// A bucket goes only when nothing is in it: what is left then is looked for and removed, which a plan is allowed to do
// by name only (engine/planning/protection.h).
#pragma once

#include "engine/model/kind.h"

namespace blueprint {

// Objects with all their versions, and uploads that nobody has ended, a page at a time, until it is empty.
void empty_before_removal(engine::ResourceKind& kind);

}  // namespace blueprint
