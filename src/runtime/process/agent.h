// The agent: one background process per state folder, which renews tokens and keeps processes running also
// when no command of Slipway does. It is started by those who leave it work, and ends when none is left.
//
//   register_token(...); runtime->apply(...); ensure_agent(...);     // `slipway up`
//   run_agent({state_dir, renew, &clock}, stop);                     // `slipway agent --state-dir DIR`
#pragma once

#include <sys/types.h>

#include <optional>
#include <stop_token>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "runtime/token/renewal.h"

namespace runtime {

struct AgentOptions {
  std::string state_dir;  // absolute
  RenewToken renew;       // called on a thread of its own, one call at a time
  const base::Clock* clock = nullptr;
};

// Works until nothing is left to do, or until it is asked to stop; what runs goes on running then, and the
// next agent adopts it. If another agent serves the folder, there is nothing to do.
base::Status run_agent(const AgentOptions& options, std::stop_token stop);

// Starts `PROGRAM agent --state-dir DIR` in the background (its log: DIR/agent.log) unless one serves the
// folder, and tells the one that does to look again. Call it after the work has been written down.
base::Status ensure_agent(const std::string& state_dir, const std::string& program);
base::Status ensure_agent(const std::string& state_dir);  // this program

// The agent of the folder, if one runs.
std::optional<pid_t> find_agent(const std::string& state_dir);

}  // namespace runtime
