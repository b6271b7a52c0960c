// The lease as people see it: a lock that somebody holds.
#pragma once

#include "engine/keep/keep.h"
#include "engine/state/session.h"

namespace engine {

// Who holds it, since when, to do what, and until when; and what may happen if it is broken. Lines.
std::string lock_text(const Lease& lease, base::Time now);

// Breaks the lease of that fence, and no other: who breaks it has seen who holds it. It is written in the journal by
// whom. Gives the lease that was broken.
//
// Its holder is not asked. From now on it can write nothing, so its run ends as `lock lost` at its next write or
// renewal; calls that are under way until then still take effect, and are found by the next run, which looks for what
// was intended. not_found: nobody holds it. conflict: somebody else does by now.
base::Result<Lease> unlock(Keep& keep, const base::Clock& clock, const std::string& owner, int64_t fence);

}  // namespace engine
