// For tests: a transport without a network that plays a script, and keeps what it was sent.
#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "net/transport.h"

namespace aws {

class ScriptedTransport final : public net::Transport {
 public:
  struct Sent {
    std::string target;
    net::Headers headers;
    std::string body;
  };

  // What happens to the next requests, in order; the last is repeated.
  ScriptedTransport& answers(int status, std::string body, net::Headers headers = {}) {
    return then(net::ClientResponse{status, std::move(headers), std::move(body)});
  }
  ScriptedTransport& refuses_connection() { return then(no_answer(true)); }
  // The request arrives, and its answer does not.
  ScriptedTransport& loses_answer() { return then(no_answer(false)); }

  net::Exchange send(const net::Remote&, const net::ClientRequest& request, const base::Deadline&) override {
    std::lock_guard lock(mutex_);
    sent_.push_back({request.target, request.headers, std::string(request.body)});
    net::Exchange next = script_.front();
    if (script_.size() > 1) script_.pop_front();
    return next;
  }

  std::vector<Sent> sent() const {
    std::lock_guard lock(mutex_);
    return sent_;
  }

 private:
  static net::Exchange no_answer(bool nothing_sent) {
    return tl::unexpected(
        net::NoAnswer{{base::ErrorKind::unavailable, nothing_sent ? "refused" : "broken", ""}, nothing_sent});
  }
  ScriptedTransport& then(net::Exchange exchange) {
    script_.push_back(std::move(exchange));
    return *this;
  }

  mutable std::mutex mutex_;
  std::deque<net::Exchange> script_;
  std::vector<Sent> sent_;
};

}  // namespace aws
