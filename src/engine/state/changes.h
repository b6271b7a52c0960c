// Changes of a state that touch nothing else: each is written at once, in a session (state/session.h).
#pragma once

#include "base/random.h"
#include "engine/model/kind.h"
#include "engine/state/session.h"

namespace engine {

// Gives a history that is empty its lineage.
base::Status begin_if_new(Session& session, base::Random& random);

// What stands at the address, old generations included, is ours no more. It stays where it is.
base::Status forget(Session& session, const std::string& address);

// The resource has another address from now on; whatever uses it uses it there. conflict: something has that address,
// or an earlier run has not ended with it: its token tells the former address.
base::Status move(Session& session, const std::string& from, const std::string& to);

base::Status protect(Session& session, const std::string& address, bool is_protected);

// What is there already becomes ours, as it is: members and outputs are those that were read (apply/observer.h, of a
// resource that adopts it), and what cannot be read is taken to be as desired. What of it differs from what is desired,
// the next plan says. conflict: something stands at the address, the same thing is known under another one, or it is
// not ready. not_found: it is not there.
base::Status import_thing(Session& session, const Kinds& kinds, const Resource& resource,
                          const Reading& reading);

// conflict: it is not ready, which nothing has to be that becomes ours.
base::Status check_ready(const std::string& address, const Reading& reading);

// The same of what was ours before its state was lost, and may not be ready: that is known as made by half then, and
// the next apply goes on with it. Outputs that its resource names are known.
base::Status know_again(Session& session, const Kinds& kinds, const Resource& resource,
                        const Reading& reading);

// What is desired, with those outputs of others that the state knows.
json::Value with_known_outputs(const State& state, const json::Value& desired);

// invalid: no address of a resource. It is one visible line without spaces and `#`, which tells generations.
base::Status check_address(const std::string& address);

// What is known and desired needs what its address says by now: a thing that is known again has another generation.
base::Status renew_needs(Session& session, const std::vector<Resource>& desired);

}  // namespace engine
