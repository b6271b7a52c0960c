#include "net/websocket.h"

#include <algorithm>
#include <mutex>

#include "base/encoding.h"
#include "base/random.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "net/client_link.h"

namespace net {
namespace {

using base::Deadline;
using base::ErrorKind;
using base::fail;

class WebSocketImpl final : public WebSocket {
 public:
  WebSocketImpl(std::unique_ptr<ClientLink> link, std::string protocol, size_t max_message_bytes)
      : link_(std::move(link)), protocol_(std::move(protocol)), reader_(false, max_message_bytes) {}

  const std::string& protocol() const override { return protocol_; }

  base::Result<WebSocketMessage> receive(const Deadline& deadline) override {
    if (closed_) return fail(ErrorKind::unavailable, "the peer has closed the WebSocket");
    while (true) {
      WebSocketMessage message = TRY(receive_any(deadline));
      if (message.opcode == Opcode::pong) continue;
      if (message.opcode == Opcode::ping) {
        TRY(send(Opcode::pong, message.data, deadline));
        continue;
      }
      if (message.opcode == Opcode::close) {
        closed_ = true;
        (void)send(Opcode::close, message.data.substr(0, 2), deadline);  // it may be gone already
      }
      return message;
    }
  }

  base::Status send(Opcode opcode, std::string_view data, const Deadline& deadline) override {
    std::lock_guard<std::mutex> lock(sending_);
    if (said_close_) return fail(ErrorKind::unavailable, "the WebSocket was closed");
    said_close_ = opcode == Opcode::close;
    FrameMask mask;
    random_.fill(mask.data(), mask.size());
    frame_.clear();
    append_frame(frame_, opcode, data, mask);
    return link_->stream->write_all(frame_, {}, deadline);
  }

  base::Status close(uint16_t code, const Deadline& deadline) override {
    return send(Opcode::close, std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)},
                deadline);
  }

 private:
  base::Result<WebSocketMessage> receive_any(const Deadline& deadline) {
    while (true) {
      auto message = reader_.next();
      if (!message) {
        closed_ = true;
        (void)close(message.error().code, deadline);
        return fail(ErrorKind::invalid, "the peer does not speak WebSocket: {}", message.error().reason);
      }
      if (*message) return std::move(**message);
      InputBuffer& input = link_->input;
      if (input.pending().empty() && TRY(input.fill(*link_->stream, deadline)) == 0)
        return fail(ErrorKind::unavailable, "the peer ended the connection without closing the WebSocket");
      reader_.add(input.pending());
      input.consume(input.pending().size());
    }
  }

  std::unique_ptr<ClientLink> link_;
  std::string protocol_;
  MessageReader reader_;
  bool closed_ = false;

  std::mutex sending_;
  bool said_close_ = false;
  std::string frame_;
  base::SystemRandom random_;
};

base::Result<ClientResponse> read_refusal(ClientLink& link, const MessageHead& head, Headers headers,
                                          const Deadline& deadline) {
  constexpr size_t kMostOfIt = 1 << 20;
  ClientResponse response{head.status, std::move(headers), {}};
  ResponseBody body(link, head);
  while (response.body.size() < kMostOfIt) {
    std::string_view piece = TRY(body.next(deadline));
    if (piece.empty()) break;
    response.body.append(piece);
  }
  return response;
}

// Section 4.1: what the server must have answered.
base::Status check_upgrade(const Headers& headers, const std::string& key,
                           const std::vector<std::string>& protocols) {
  if (!base::equal_ignoring_case(headers.get("Upgrade"), "websocket") ||
      headers.get("Sec-WebSocket-Accept") != websocket_accept(key))
    return fail(ErrorKind::invalid, "the server does not speak WebSocket here");
  std::string_view protocol = headers.get("Sec-WebSocket-Protocol");
  bool asked = protocol.empty() || std::find(protocols.begin(), protocols.end(), protocol) != protocols.end();
  if (!asked)
    return fail(ErrorKind::invalid, "the server chose the protocol `{}`, which was not asked for", protocol);
  if (headers.find("Sec-WebSocket-Extensions") != nullptr)
    return fail(ErrorKind::invalid, "the server uses an extension of WebSocket that was not asked for");
  return {};
}

}  // namespace

std::string websocket_accept(std::string_view key) {
  constexpr std::string_view kGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  return base::base64(crypto::digest(crypto::Digest::sha1, std::string(key) + std::string(kGuid)));
}

base::Result<WebSocketAnswer> connect_websocket(const ClientOptions& options, const WebSocketRequest& request,
                                                const Deadline& deadline) {
  base::SystemRandom random;
  std::string key = base::base64(random.bytes(16));
  Headers headers = request.headers;
  headers.set("Connection", "Upgrade");
  headers.set("Upgrade", "websocket");
  headers.set("Sec-WebSocket-Version", "13");
  headers.set("Sec-WebSocket-Key", key);
  if (!request.protocols.empty()) headers.set("Sec-WebSocket-Protocol", base::join(request.protocols, ", "));
  std::string text = TRY(request_head(options.url, "GET", request.target, headers, 0));

  std::optional<TlsClientContext> tls;
  std::vector<std::string> presented;
  std::unique_ptr<ClientLink> link = TRY(ClientLink::open(options, tls, presented, deadline));
  TRY(link->stream->write_all(text, {}, deadline));
  Headers answered;
  MessageHead head = TRY(link->receive_head(false, options.max_header_bytes, answered, deadline));
  WebSocketAnswer answer;
  if (head.status != 101) {
    answer.refusal = TRY(read_refusal(*link, head, std::move(answered), deadline));
    return answer;
  }
  TRY(check_upgrade(answered, key, request.protocols));
  answer.socket = std::make_unique<WebSocketImpl>(
      std::move(link), std::string(answered.get("Sec-WebSocket-Protocol")), request.max_message_bytes);
  return answer;
}

}  // namespace net
