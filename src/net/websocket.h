// A WebSocket client (RFC 6455) on a connection of its own.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/client.h"
#include "net/websocket_frame.h"

namespace net {

// One thread receives; any number of threads send, also meanwhile.
class WebSocket {
 public:
  virtual ~WebSocket() = default;

  virtual const std::string& protocol() const = 0;  // the one that the server chose; may be empty

  // The next text, binary or close message; pings are answered here. After a close there is nothing more to
  // receive. After a timeout that was no stop, the next call goes on where this one was.
  // unavailable: the connection broke; invalid: the peer broke the protocol (it was told so).
  virtual base::Result<WebSocketMessage> receive(const base::Deadline& deadline) = 0;
  virtual base::Status send(Opcode opcode, std::string_view data, const base::Deadline& deadline) = 0;
  // Says that nothing more will be sent. The peer answers with a close of its own.
  virtual base::Status close(uint16_t code, const base::Deadline& deadline) = 0;
};

struct WebSocketAnswer {
  std::unique_ptr<WebSocket> socket;  // null: the server answered otherwise,
  ClientResponse refusal;             // like this
};

struct WebSocketRequest {
  std::string target;  // path and query
  Headers headers;
  std::vector<std::string> protocols;  // that we speak, the best first
  size_t max_message_bytes = 16 << 20;
};

base::Result<WebSocketAnswer> connect_websocket(const ClientOptions& options, const WebSocketRequest& request,
                                                const base::Deadline& deadline);

// What a server answers to Sec-WebSocket-Key (section 4.2.2).
std::string websocket_accept(std::string_view key);

}  // namespace net
