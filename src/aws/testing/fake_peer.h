// For tests: a server on a real socket that answers in the order of a list and keeps what it was sent.
#pragma once

#include <gtest/gtest.h>

#include <mutex>
#include <string>
#include <vector>

#include "net/server.h"

namespace aws {

struct Received {
  net::Request request;
  std::string body;
};

class FakePeer {
 public:
  using Answer = std::function<net::Response(const Received&)>;

  explicit FakePeer(std::vector<Answer> answers) : answers_(std::move(answers)) {
    auto server = net::Server::start({}, [this](net::Request& request) { return handle(request); });
    EXPECT_TRUE(server) << server.error().message;
    server_ = std::move(*server);
  }

  std::string url() const { return fmt::format("http://127.0.0.1:{}", server_->port()); }
  std::vector<Received> received() const {
    std::lock_guard lock(mutex_);
    return received_;
  }

 private:
  net::Response handle(net::Request& request) {
    Received received{request, net::read_all(*request.body, 1 << 20).value_or("unread")};
    std::lock_guard lock(mutex_);
    received_.push_back(received);
    size_t last = answers_.size() - 1;
    return answers_[std::min(received_.size() - 1, last)](received);
  }

  std::vector<Answer> answers_;
  mutable std::mutex mutex_;
  std::vector<Received> received_;
  std::unique_ptr<net::Server> server_;  // last: its threads use all of the above
};

inline FakePeer::Answer answer(int status, std::string body, net::Headers headers = {}) {
  return [=](const Received&) {
    net::Response response;
    response.status = status;
    response.headers = headers;
    response.body = body;
    return response;
  };
}

}  // namespace aws
