// Any bytes are either refused or are a value that, dumped and parsed again, dumps the same.
#include <cstdlib>

#include "base/json.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto value = json::parse(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!value) return 0;
  const std::string once = json::dump(*value);
  const auto again = json::parse(once);
  if (!again || json::dump(*again) != once) std::abort();
  return 0;
}
