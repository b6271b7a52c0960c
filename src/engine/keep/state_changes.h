// Changes of a state that touch nothing else: each is one entry, written under a lease.
#pragma once

#include "engine/keep/history.h"

namespace engine {

// What stands at the address, old generations included, is ours no more. It stays where it is.
base::Status forget(Keep& keep, const Lease& lease, State& state, base::Time now, const std::string& address);

// The resource has another address from now on; whatever uses it uses it there. conflict: something has that address,
// or an earlier run has not ended with it: its token tells the former address.
base::Status move(Keep& keep, const Lease& lease, State& state, base::Time now, const std::string& from,
                  const std::string& to);

base::Status protect(Keep& keep, const Lease& lease, State& state, base::Time now, const std::string& address,
                     bool is_protected);

}  // namespace engine
