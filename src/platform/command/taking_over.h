// `slipway state import`, `adopt` and `rebuild`: what is there already becomes ours, as the file asks for it.
#pragma once

#include <string>
#include <vector>

#include "engine/state/session.h"
#include "platform/command/planning.h"

namespace platform {

// What the file asks for at the address carries our marks, and no state knows it: from now on it does. Nothing is
// changed in the account. conflict: it is known already, or another's. not_found: it is not there. The address with its
// state.
base::Result<std::string> import_thing(const Configuration& configuration, const std::string& address,
                                       const engine::Who& who, const Platform& platform);
// The same of what carries nobody's marks: it gets ours. invalid: things of its kind carry none. conflict besides: it is
// of another deployment of Slipway, or cannot be ours as it is.
base::Result<std::string> adopt_thing(const Configuration& configuration, const std::string& address,
                                      const engine::Who& who, const Platform& platform);

// States that were lost, anew: from the file, by names and marks.
struct Rebuilt {
  std::vector<std::string> found;    // addresses with their states, known from now on
  std::vector<std::string> missing;  // the file asks for it, and it is not there: the next `up` makes it
  std::vector<std::string> others;   // another's has its name
  std::vector<std::string> beyond;   // it carries our marks, and the file does not ask for it: `role x`
};
// Under the locks of all of it.
base::Result<Rebuilt> rebuild(const Configuration& configuration, const engine::Who& who,
                              const Platform& platform);
std::string render(const Rebuilt& rebuilt);

}  // namespace platform
