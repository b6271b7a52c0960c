// `slipway state list`: what Slipway remembers on this machine, and who is at it.
#pragma once

#include <vector>

#include "engine/keep/keep.h"
#include "platform/command/known_states.h"

namespace platform {

struct ListedState {
  KnownState known;
  std::string address;  // of its keep
  engine::State state;
  std::string warning;  // what was found damaged, and left out; empty: nothing
  std::optional<engine::Lease> lock;
};
base::Result<std::vector<ListedState>> list_states(const std::vector<KnownState>& states, const Home& home,
                                                   const base::Clock& clock);

std::string render(const std::vector<ListedState>& states);
json::Value to_json(const std::vector<ListedState>& states);

}  // namespace platform
