// For tests: a client that sends exactly the bytes it is told to, and a server to send them to.
#pragma once

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "net/address.h"
#include "net/server.h"
#include "net/socket.h"

namespace net {

inline base::Deadline soon() {
  return base::Deadline::in(std::chrono::seconds(20));
}

inline std::unique_ptr<Server> serve(Handler handler, ServerOptions options = {}) {
  base::set_log_level(base::LogLevel::off);  // tests provoke what would be logged
  auto server = Server::start(std::move(options), std::move(handler));
  EXPECT_TRUE(server) << server.error().message;
  return server ? std::move(*server) : nullptr;
}

struct Answer {
  int status = 0;
  std::string head;
  std::string body;
};

class Peer {
 public:
  explicit Peer(uint16_t port, const std::string& own_address = "") {
    if (!own_address.empty()) {
      socket_ = connect_as(own_address, port);
      return;
    }
    auto socket = connect_to("127.0.0.1", port, soon());
    EXPECT_TRUE(socket) << socket.error().message;
    if (socket) socket_ = std::move(*socket);
  }

  // False if the server has gone.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      iovec piece{const_cast<char*>(bytes.data()), bytes.size()};
      auto count = socket_.send({&piece, 1}, soon());
      if (!count) return false;
      bytes.remove_prefix(*count);
    }
    return true;
  }
  void end_output() { socket_.end_output(); }

  bool has_input(std::chrono::milliseconds within) {
    return socket_.wait(POLLIN, base::Deadline::in(within)).has_value();
  }
  void sip() {
    char byte;
    (void)socket_.receive(&byte, 1, soon());
  }

  // Until the server closes. Fails the test if it does not.
  std::string read_to_end() {
    while (fill()) {
    }
    return std::exchange(pending_, {});
  }

  // One answer framed by Content-Length; status 0 if the server closed instead.
  Answer read_answer(bool has_body = true) {
    size_t end;
    while ((end = pending_.find("\r\n\r\n")) == std::string::npos)
      if (!fill()) return {};
    Answer answer;
    answer.head = pending_.substr(0, end + 2);
    answer.status = std::stoi(answer.head.substr(9, 3));
    pending_.erase(0, end + 4);
    size_t at = answer.head.find("Content-Length: ");
    size_t size = at == std::string::npos || !has_body ? 0 : std::stoul(answer.head.substr(at + 16));
    while (pending_.size() < size && fill()) {
    }
    answer.body = pending_.substr(0, size);
    pending_.erase(0, size);
    return answer;
  }

 private:
  static Socket connect_as(const std::string& own_address, uint16_t port) {
    base::Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    auto own = *socket_address(own_address, 0);
    auto server = *socket_address("127.0.0.1", port);
    EXPECT_EQ(bind(fd.get(), reinterpret_cast<sockaddr*>(&own), address_size(own)), 0);
    EXPECT_EQ(connect(fd.get(), reinterpret_cast<sockaddr*>(&server), address_size(server)), 0);
    return Socket(std::move(fd));
  }

  bool fill() {
    char buffer[16384];
    auto count = socket_.receive(buffer, sizeof buffer, soon());
    if (!count) {
      EXPECT_NE(count.error().kind, base::ErrorKind::timeout) << "the server neither answered nor closed";
      return false;
    }
    pending_.append(buffer, *count);
    return *count > 0;
  }

  Socket socket_;
  std::string pending_;
};

// The statuses of the answers to `bytes`, after which our side ends.
inline std::vector<int> statuses_of(Server& server, std::string_view bytes) {
  Peer peer(server.port());
  peer.send(bytes);
  peer.end_output();
  std::vector<int> statuses;
  while (int status = peer.read_answer().status) statuses.push_back(status);
  return statuses;
}

}  // namespace net
