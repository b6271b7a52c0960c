// Any bytes are no CBOR, or JSON that can be parsed; and no gzip, or no more than was allowed.
#include <cstdlib>

#include "aws/payload/gunzip.h"
#include "aws/protocol/cbor.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr size_t kMost = 1 << 16;
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  auto text = aws::json_of_cbor(bytes);
  if (text && !json::parse(*text)) std::abort();
  auto plain = aws::gunzip(bytes, kMost);
  if (plain && plain->size() > kMost) std::abort();
  return 0;
}
