#include "base/seeded_random.h"

namespace base {

void SeededRandom::fill(void* bytes, size_t count) {
  std::lock_guard lock(mutex_);
  auto* at = static_cast<unsigned char*>(bytes);
  for (size_t i = 0; i < count; ++i) at[i] = static_cast<unsigned char>(engine_());
}

}  // namespace base
