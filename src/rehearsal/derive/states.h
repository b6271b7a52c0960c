// Where states are kept is no part of a life: what that needs is known by itself, and tested where they are kept
// (blueprint/keep/permissions.h).
#pragma once

#include "rehearsal/derive/grant.h"
#include "rehearsal/life/subject.h"

namespace rehearsal {

// None where the states are on a machine.
std::vector<Grant> grants_for_states(const Subject& subject);
// What each of these would be asked, by whoever asked `like`.
std::vector<Asked> asked_for_states(const std::vector<Grant>& grants, const Asked& like);

}  // namespace rehearsal
