// Ids that were shown before: a saved plan says which ones what is yet to be made gets.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "base/random.h"

namespace engine {

// Gives environments that are yet to be made the ids that the plan has for them: the first that are asked for.
class GivenIds final : public base::Random {
 public:
  GivenIds(const std::vector<std::string>& ids, base::Random& others);
  void fill(void* bytes, size_t count) override;

 private:
  base::Random& others_;
  std::mutex mutex_;
  std::vector<std::string> left_;  // as bytes, the next one last
};

}  // namespace engine
