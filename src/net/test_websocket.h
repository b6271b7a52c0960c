// For tests: a WebSocket server that does what a script says, one connection after the other.
#pragma once

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "net/test_peer.h"
#include "net/websocket.h"

namespace net {

class WebSocketPeer {
 public:
  class Session {
   public:
    explicit Session(Socket socket) : socket_(std::move(socket)) {}

    // The head of the request, as sent.
    std::string request;
    std::string header(const std::string& name) const {
      size_t at = request.find("\r\n" + name + ": ");
      if (at == std::string::npos) return "";
      at += name.size() + 4;
      return request.substr(at, request.find("\r\n", at) - at);
    }

    void upgrade(const std::string& protocol) {
      send_raw("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
               (protocol.empty() ? "" : "Sec-WebSocket-Protocol: " + protocol + "\r\n") +
               "Sec-WebSocket-Accept: " + websocket_accept(header("Sec-WebSocket-Key")) + "\r\n\r\n");
    }
    // The next message; a close if the client has gone.
    WebSocketMessage receive() {
      while (true) {
        auto message = reader_.next();
        EXPECT_TRUE(message) << message.error().reason;
        if (!message) return {Opcode::close, ""};
        if (*message) return **message;
        std::string more = receive_raw();
        if (more.empty()) return {Opcode::close, ""};
        reader_.add(more);
      }
    }
    std::string receive_raw() {
      char buffer[16384];
      auto count = socket_.receive(buffer, sizeof buffer, soon());
      return count ? std::string(buffer, *count) : "";
    }
    void send(Opcode opcode, std::string_view data) {
      std::string frame;
      append_frame(frame, opcode, data, std::nullopt);
      send_raw(frame);
    }
    void send_raw(std::string_view bytes) {
      while (!bytes.empty()) {
        iovec piece{const_cast<char*>(bytes.data()), bytes.size()};
        auto count = socket_.send({&piece, 1}, soon());
        if (!count) return;
        bytes.remove_prefix(*count);
      }
    }
    void close(uint16_t code = 1000) {
      send(Opcode::close, std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)});
    }

   private:
    Socket socket_;
    MessageReader reader_{true, 16 << 20};
  };
  using Script = std::function<void(Session&)>;

  explicit WebSocketPeer(std::vector<Script> scripts)
      : listener_(std::move(*listen_on("127.0.0.1", 0, false))),
        thread_([this, scripts = std::move(scripts)] {
          for (const Script& script : scripts) serve(script);
        }) {}
  ~WebSocketPeer() { thread_.join(); }
  uint16_t port() const { return listener_.port; }

 private:
  void serve(const Script& script) {
    pollfd entry{listener_.fd.get(), POLLIN, 0};
    if (poll(&entry, 1, 20'000) != 1) return;
    Session session(Socket(base::Fd(accept4(listener_.fd.get(), nullptr, nullptr, SOCK_CLOEXEC))));
    while (session.request.find("\r\n\r\n") == std::string::npos) {
      std::string more = session.receive_raw();
      if (more.empty()) return;
      session.request += more;
    }
    script(session);
  }

  Listener listener_;
  std::thread thread_;
};

}  // namespace net
