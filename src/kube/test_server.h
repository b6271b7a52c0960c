// For tests: an API server that answers by a script and remembers what it was asked.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "base/json.h"
#include "kube/client.h"
#include "net/test_peer.h"

namespace kube {

inline base::Deadline soon() {
  return base::Deadline::in(std::chrono::seconds(20));
}

struct Seen {
  std::string line;  // method and target
  net::Headers headers;
  std::string body;
};

class FakeServer {
 public:
  // Given how many requests came before, and the request.
  using Script = std::function<net::Response(size_t count, const Seen& request)>;

  explicit FakeServer(Script script)
      : server_(net::serve([this, script = std::move(script)](net::Request& request) {
          Seen seen{request.method + " " + request.target, request.headers,
                    net::read_all(*request.body, 1 << 20).value_or("")};
          size_t count;
          {
            std::lock_guard<std::mutex> lock(mutex_);
            count = seen_.size();
            seen_.push_back(seen);
          }
          return script(count, seen);
        })) {}

  net::Url url() const { return *net::Url::parse("http://127.0.0.1:" + std::to_string(server_->port())); }
  std::vector<Seen> seen() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return seen_;
  }
  std::vector<std::string> lines() const {
    std::vector<std::string> lines;
    for (const Seen& each : seen()) lines.push_back(each.line);
    return lines;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Seen> seen_;
  std::unique_ptr<net::Server> server_;  // last, so that it stops first
};

inline net::Response answer(int status, const std::string& json) {
  return {status, {{"Content-Type", "application/json"}}, json, {}};
}

// A refusal in Kubernetes' words.
inline net::Response refuse(int status, const std::string& reason, const std::string& message,
                            const std::string& details = "{}") {
  return answer(status, R"({"kind":"Status","apiVersion":"v1","status":"Failure","reason":")" + reason +
                            R"(","message":")" + message + R"(","details":)" + details + R"(,"code":)" +
                            std::to_string(status) + "}");
}

inline Access access_to(const net::Url& url) {
  Access access;
  access.cluster = "dev";
  access.user = "anna";
  access.server = url;
  access.credentials = fixed_credential({base::Secret("secret-token"), {}, std::nullopt});
  return access;
}

// Without the time that a real one takes.
inline Patience impatient() {
  Patience patience;
  patience.first_pause = std::chrono::milliseconds(1);
  patience.longest_pause = std::chrono::milliseconds(5);
  patience.connection_lost = std::chrono::milliseconds(500);
  return patience;
}

}  // namespace kube
