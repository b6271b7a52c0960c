// One change of a state by hand, from the lease to the snapshot behind it.
#pragma once

#include <functional>

#include "engine/keep/history.h"

namespace engine {

struct Who {
  std::string owner;    // who and where, for people
  std::string purpose;  // such as `state move`
};

// What a change may use while it holds the lease. What it returns as an error has written nothing, or all of one
// write (keep/history.h).
struct Session {
  Keep& keep;
  const Lease& lease;
  State& state;
  base::Time now;

  base::Status append(std::vector<Entry> entries) {
    return engine::append(keep, lease, state, now, std::move(entries));
  }
};

// conflict: somebody else holds the lease, and the error says who; nothing was done. not_found: there is no state yet.
// Else what the change says. The lease is given back in any case.
base::Status change_state(Keep& keep, const base::Clock& clock, const Who& who,
                          const std::function<base::Status(Session&)>& change);

// The same under a lease that is held already.
base::Status change_under(Keep& keep, const Lease& lease, base::Time now,
                          const std::function<base::Status(Session&)>& change);

// change_state(), also where there is no state yet: it is without a lineage then.
base::Status change_any_state(Keep& keep, const base::Clock& clock, const Who& who,
                              const std::function<base::Status(Session&)>& change);

}  // namespace engine
