#include "engine/command/given_ids.h"

#include <cstring>

#include "base/encoding.h"

namespace engine {

GivenIds::GivenIds(const std::vector<std::string>& ids, base::Random& others) : others_(others) {
  for (std::string id : ids) {
    std::erase(id, '-');
    if (auto bytes = base::unhex(id)) left_.insert(left_.begin(), *bytes);
  }
}

void GivenIds::fill(void* bytes, size_t count) {
  std::lock_guard lock(mutex_);
  if (left_.empty() || left_.back().size() != count) return others_.fill(bytes, count);
  std::memcpy(bytes, left_.back().data(), count);
  left_.pop_back();
}

}  // namespace engine
