// Work that can be done in any order, by as many threads as this machine has cores.
#pragma once

#include <cstddef>
#include <functional>

namespace base {

// Calls work(0) to work(count - 1), each once, and returns when all of them have returned. What they share they guard
// themselves.
void side_by_side(size_t count, const std::function<void(size_t)>& work);

}  // namespace base
