// A rehearsal and what it proves, as people and programs read it.
#pragma once

#include <string>

#include "rehearsal/prove/rehearsal.h"
#include "rehearsal/prove/theirs.h"

namespace rehearsal {

std::string rehearsal_text(const Derived& derived, const Proof& proof);
json::Object rehearsal_json(const Derived& derived, const Proof& proof);

// One that was refused: what, at which step, why it is asked for, and the statement that is missing.
std::string denial_text(const Derived& derived, const Asked& asked);

std::string comparison_text(const Derived& derived, const Comparison& comparison);
json::Object comparison_json(const Derived& derived, const Comparison& comparison);

}  // namespace rehearsal
