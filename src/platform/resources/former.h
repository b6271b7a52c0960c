// What Slipway remembered before it had the engine's journals, on its way there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "blueprint/trust/ownership.h"
#include "engine/state/held_lease.h"
#include "platform/state/state.h"
#include "platform/target/environment_target.h"

namespace platform {

struct Former {
  std::string address;
  std::string_view kind;
  json::Object identity;
  json::Object desired;
  std::vector<std::string> needs;  // addresses before it in the list; others are left out
  bool done = false;               // it is there; else it was begun, and the engine looks for it
};

// A role with the policies that we put on it.
std::vector<Former> former_role(const std::string& address, const JournalEntry& made,
                                const blueprint::Marks& tags);

// Into a journal. What it knows already is left as it is, so that a move that was killed may begin again.
base::Status write_former(const std::vector<Former>& things, const blueprint::Cluster& cluster,
                          engine::HeldLease& lock, const Platform& platform);

}  // namespace platform
