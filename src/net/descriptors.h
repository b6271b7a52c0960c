// File descriptors, of which a process has a limited number. Internal to net.
#pragma once

#include <cstddef>

namespace net {

// Raises the process's soft limit to its hard one (getrlimit(2)): the soft limit is 1024 on most machines for
// the sake of programs that use select(2), which this one does not.
void raise_descriptor_limit();

// How many connections may be taken, so that as many descriptors are left for what answering them needs: the
// database, the files of bodies, calls to others. `wanted` at most, 1 at least.
size_t connections_within_limit(size_t wanted);

// Whether the lowest free descriptor was so high that what answering needs could soon find none: the limit was lowered,
// or others in this process have many open.
bool is_among_the_last(int descriptor);

}  // namespace net
