// WebSocket messages out of bytes and into bytes (RFC 6455 section 5), without a socket. No extensions.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace net {

enum class Opcode : uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

using FrameMask = std::array<char, 4>;

// Appends one frame that is a whole message. A client masks each with fresh random bytes, a server none.
void append_frame(std::string& out, Opcode opcode, std::string_view payload,
                  const std::optional<FrameMask>& mask);

struct WebSocketMessage {
  Opcode opcode = Opcode::binary;  // never continuation
  std::string data;                // of a close: its code (two bytes) and its reason, or nothing

  uint16_t close_code() const;  // 1005 if the close has none (section 7.1.5)
  std::string_view close_reason() const;
};

// Why the peer broke the protocol, and the code that tells it so (section 7.4.1).
struct WebSocketRefusal {
  uint16_t code = 1002;
  std::string reason;
};

// Puts messages together from bytes that arrive in pieces.
class MessageReader {
 public:
  // What clients send is masked, what servers send is not.
  MessageReader(bool from_client, size_t max_message_bytes)
      : from_client_(from_client), max_bytes_(max_message_bytes) {}

  void add(std::string_view bytes) { pending_.append(bytes); }
  // nullopt: more bytes are needed. After a refusal there is nothing more to read.
  tl::expected<std::optional<WebSocketMessage>, WebSocketRefusal> next();

 private:
  struct Head {
    bool final = false;
    Opcode opcode = Opcode::continuation;
    uint64_t length = 0;
    FrameMask mask{};
    size_t size = 0;  // 0: not all of it has come
  };
  tl::expected<Head, WebSocketRefusal> parse_head() const;
  std::optional<WebSocketRefusal> check(const Head& head) const;

  bool from_client_;
  size_t max_bytes_;
  std::string pending_;
  std::optional<WebSocketMessage> partial_;  // whose last frame has not come
};

}  // namespace net
