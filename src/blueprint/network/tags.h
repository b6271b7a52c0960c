// The tags of things that an API knows by ids of its own making, or by names that others may take.
//
// Each carries two by which it is known again. `slipway:address` is where it stands in the configuration, for people
// and for whoever cleans up; `slipway:token` is the engine's token (engine/journal/state.h): when the answer of the
// call that made it was lost, it is found by that, or known by it to be ours.
#pragma once

#include <string>
#include <vector>

#include "blueprint/trust/ownership.h"
#include "engine/model/kind.h"

namespace blueprint {

inline constexpr std::string_view kAddressTag = "slipway:address";
inline constexpr std::string_view kTokenTag = "slipway:token";

// What a thing is given when it is made: the member `tags` that is desired, and the token.
Marks tags_to_give(const engine::Subject& subject);
// The tags by which it is found: its token; of what was lost, where it stands and whose it is.
Marks tags_to_find(const engine::Subject& subject);
// Of what was found: whether it is ours, what it is if not, and the member `tags`, which holds tags of ours alone.
// Whoever takes the token off a thing makes it as good as unmarked: its address counts as taken off with it, and both
// are set again.
void read_tags(const Marks& found, const engine::Subject& subject, engine::Reading& reading);

struct TagChange {
  Marks lacking;                     // to be set, with the token; empty: none
  std::vector<std::string> surplus;  // keys to be taken off: we gave them, and they shall be there no more
};
// From what was observed to what is desired; others' tags are no part of it.
TagChange tag_change(const engine::Subject& subject);

}  // namespace blueprint
