// The half of an adoption that touches what is there: it gets our marks, and is imported then (state/changes.h).
#pragma once

#include "base/clock.h"
#include "engine/model/kind.h"

namespace engine {

// What carries marks among its member `tags` gets those that are desired, by the calls that change them; any other kind
// says how (ResourceKind::mark), or cannot be adopted.
//
// What has the name that `resource` desires, whose outputs are known, and is nobody's; or the id that `resource.adopt`
// says, where things of its kind are known by one. `token` is what the state gives it (journal/state.h). It is looked
// at anew, since it may be another's by now; what is ours already is left as it is.
// As it is then, but for its marks, which count as desired. not_found: it is not there. invalid: things of its kind
// carry no marks, and the error says why. conflict: it is another's, or cannot be ours as it is.
base::Result<Reading> mark(const Resource& resource, const std::string& token, const ResourceKind& kind,
                           Caller& caller, const base::Clock& clock);

}  // namespace engine
