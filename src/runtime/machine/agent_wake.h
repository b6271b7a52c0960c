// How the agent is told that there is something new in its folder: a byte in a FIFO.
#pragma once

#include <string>

#include "base/file.h"
#include "base/result.h"

namespace runtime {

// The agent's end, readable after a wake_agent().
base::Result<base::Fd> open_wake(const std::string& state_dir);
// Takes all bytes out of it; was there any?
bool drain_wake(const base::Fd& wake);

// Without an agent, nothing happens: the next one looks by itself when it starts.
void wake_agent(const std::string& state_dir);

}  // namespace runtime
