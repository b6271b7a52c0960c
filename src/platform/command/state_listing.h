// `slipway state list`: what Slipway remembers on this machine, and who is at it.
#pragma once

#include <vector>

#include "engine/keep/keep.h"
#include "platform/command/known_states.h"

namespace platform {

struct ListedState {
  KnownState known;
  engine::State state;
  std::string warning;  // what was found damaged, and left out; empty: nothing
  std::optional<engine::Lease> lock;
};
base::Result<std::vector<ListedState>> list_states(const std::vector<KnownState>& states,
                                                   const base::Clock& clock);

std::string render(const std::vector<ListedState>& states);
json::Value to_json(const std::vector<ListedState>& states);

// As whom this process holds locks: who, and where.
std::string lock_owner();

}  // namespace platform
