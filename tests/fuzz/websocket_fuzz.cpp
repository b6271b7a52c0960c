// WebSocket messages out of any bytes, all at once and byte by byte: both must come to the same end. Each
// message that is read can be written and read again.
#include <cstdlib>
#include <string>

#include "net/websocket_frame.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

std::string read(std::string_view bytes, bool from_client, size_t step) {
  net::MessageReader reader(from_client, 1 << 16);
  std::string understood;
  for (size_t at = 0; at < bytes.size(); at += step) {
    reader.add(bytes.substr(at, step));
    while (true) {
      auto message = reader.next();
      if (!message) return understood + "refused " + std::to_string(message.error().code);
      if (!*message) break;
      require((*message)->data.size() <= 1 << 16);
      understood += std::to_string(static_cast<int>((*message)->opcode)) + ":" + (*message)->data + "\n";

      std::string again;
      net::append_frame(again, (*message)->opcode, (*message)->data, std::nullopt);
      net::MessageReader second(false, 1 << 16);
      second.add(again);
      auto same = second.next();
      require(same && *same && (*same)->data == (*message)->data);
    }
  }
  return understood;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const bool from_client = (data[0] & 1) != 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  require(read(bytes, from_client, size) == read(bytes, from_client, 1));
  return 0;
}
