// A life as one page that needs nothing else: for each act its steps over virtual time, what waited for what, the path
// that took longest, and the calls with their reasons. Without scripts.
#pragma once

#include <string>

#include "rehearsal/prove/rehearsal.h"

namespace rehearsal {

// HTML. Several clusters stand below each other.
std::string timeline_page(const std::vector<std::pair<Derived, Proof>>& rehearsed);

}  // namespace rehearsal
