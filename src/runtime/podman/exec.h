// Running a command in a container of podman.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "runtime/runtime.h"

namespace runtime {

// Runs `command` in the container with this id; its exit code, or as shells have it 127 (no such command) or
// 126 (it cannot be run).
//
// By runc itself: `podman exec` (4.3) takes the exit code from an event that it sometimes does not find, and
// then ends with 255 whatever the command did. runc is told to write its own mistakes to a file in
// `state_dir`, which tells them from what the command wrote.
base::Result<int> exec_in_container(const std::string& id, const std::vector<std::string>& command,
                                    ExecInput input, const std::string& state_dir);

// What runc's log (JSON lines) says went wrong; empty if nothing did.
std::string runc_mistake(std::string_view log);

}  // namespace runtime
