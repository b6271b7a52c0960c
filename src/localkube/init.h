// The first process of a process namespace (pid_namespaces(7)): it inherits the orphans of all others there
// and must reap them, and when it ends, however it ends, the kernel ends all others. So it does nothing else.
#pragma once

#include <optional>

namespace localkube {

// Returns twice, as fork(2): nullopt in a new child, which does the work; in this process when that child has
// ended, with its exit code. SIGTERM and SIGINT are handed on to the child. Before any thread is started.
std::optional<int> stay_as_init();

}  // namespace localkube
