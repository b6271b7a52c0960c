// The half of an adoption that touches what is there: it gets our marks, and is imported then (state/changes.h).
#pragma once

#include "base/clock.h"
#include "engine/model/kind.h"

namespace engine {

// What has the name that `resource` desires, and is nobody's. It is looked at anew, since it may be another's by now;
// what is ours already is left as it is. not_found: it is not there. invalid: things of its kind carry no marks, and
// the error says why. conflict: it is another's, or cannot be ours as it is.
base::Status mark(const Resource& resource, const ResourceKind& kind, Caller& caller,
                  const base::Clock& clock);

}  // namespace engine
