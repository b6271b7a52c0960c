#include "engine/keep/memory_keep.h"

#include "engine/testing/keep_conformance.h"

namespace engine {
namespace {

TwoKeeps in_memory(const base::Clock& clock) {
  auto keep = std::make_shared<MemoryKeep>(clock);
  return {keep, keep};
}
INSTANTIATE_TEST_SUITE_P(Memory, KeepConformance, testing::Values(conforming(in_memory)));

}  // namespace
}  // namespace engine
