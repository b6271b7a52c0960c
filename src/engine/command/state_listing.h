// `slipway state list`: what Slipway remembers on this machine, and who is at it.
#pragma once

#include <vector>

#include "engine/command/named_states.h"
#include "engine/journal/state.h"
#include "engine/keep/keep.h"

namespace engine {

struct ListedState {
  NamedState known;
  std::string address;  // of its keep
  State state;
  std::string warning;  // what was found damaged, and left out; empty: nothing
  std::optional<Lease> lock;
  std::optional<base::Error> error = {};  // why it cannot be read; then nothing is known of the rest
};
// One that cannot be read is listed as such, and hides none of the others.
std::vector<ListedState> list_states(const std::vector<NamedState>& states, const Places& places,
                                     const base::Clock& clock);
bool has_unreadable(const std::vector<ListedState>& states);

std::string render(const std::vector<ListedState>& states);
json::Value to_json(const std::vector<ListedState>& states);

}  // namespace engine
