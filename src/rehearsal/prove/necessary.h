// Necessary: without any one of the grants, some question of the life is refused.
#pragma once

#include <functional>
#include <vector>

#include "rehearsal/derive/grant.h"
#include "rehearsal/life/life.h"

namespace rehearsal {

// The grants without which everything would be allowed nevertheless; proved: none. Decided, not enforced.
base::Result<std::vector<Grant>> find_needless(const std::vector<Grant>& grants,
                                               const std::vector<Asked>& asked);
// The same by playing the life once for each grant, without it: those without which it went on to its end.
base::Result<std::vector<Grant>> find_needless_by_playing(const std::vector<Grant>& grants,
                                                          const Subject& subject, const Makings& makings,
                                                          uint64_t seed);

}  // namespace rehearsal
