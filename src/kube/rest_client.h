// Requests to one API server: credentials and second tries. Internal to kube.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/json.h"
#include "kube/access.h"
#include "net/response_stream.h"
#include "net/transport.h"
#include "net/websocket.h"

namespace kube {

// How long something that may heal is waited for.
struct Patience {
  std::chrono::milliseconds first_pause{100};  // doubled after each try, up to
  std::chrono::milliseconds longest_pause{2'000};
  int tries = 5;                                      // of what the API server cannot answer now
  std::chrono::milliseconds connection_lost{20'000};  // a server that has answered before may be restarting
  std::chrono::milliseconds one_try{60'000};
};

struct Request {
  std::string method = "GET";
  std::string path;   // below the server's own
  std::string query;  // encoded, without `?`
  std::string content_type = "application/json";
  std::string body;
  bool repeatable = false;  // sent twice, it does no more than sent once
  std::string what;         // for messages: "read Pod `a` in namespace `b`"
};

struct Answer {
  int status = 0;
  json::Value body;  // null: no JSON
  bool is_success() const { return status >= 200 && status < 300; }
};

// `a=b&c=d`, encoded.
std::string query_of(const std::vector<std::pair<std::string, std::string>>& parameters);

// Safe from any thread.
class RestClient {
 public:
  // `clock` outlives it.
  RestClient(Access access, const base::Clock& clock, std::shared_ptr<net::Transport> transport,
             Patience patience);

  const Access& access() const { return access_; }
  const Patience& patience() const { return patience_; }

  // Whatever the server answers at last. Tried again: what was not accepted (401), once, with a fresh
  // credential; 429 and 5xx with Retry-After; 5xx if it is repeatable; lost connections if it is repeatable
  // or never left.
  base::Result<Answer> send(const Request& request, const base::Deadline& deadline);
  // The same, but an answer that is no success is an error.
  base::Result<json::Value> call(const Request& request, const base::Deadline& deadline);

  // An answer that is read as it comes, with its status checked; tried once (twice after 401).
  base::Result<std::unique_ptr<net::ResponseStream>> stream(const Request& request,
                                                            const base::Deadline& deadline);
  // Over the network, whatever the transport: frames are no requests.
  base::Result<std::unique_ptr<net::WebSocket>> websocket(const Request& request,
                                                          const std::vector<std::string>& protocols,
                                                          const base::Deadline& deadline);

  base::Error error_of(const Request& request, const Answer& answer) const;

 private:
  struct Signed {
    net::Remote remote;
    net::Headers headers;
    int generation = 0;  // of the credential
  };
  base::Result<Signed> sign(const Request& request, const base::Deadline& deadline);
  bool forget_credential(int generation);
  std::string expired_certificate() const;
  std::string target_of(const Request& request) const;
  net::ClientRequest http_request(const Request& request, const Signed& with) const;  // views `request`

  struct Try {
    base::Result<Answer> answer;
    std::chrono::milliseconds retry_after{-1};  // what the server asks for; -1: nothing
    int generation = 0;
    bool may_repeat = false;  // without an answer: it is repeatable, or never left
  };
  Try try_once(const Request& request, const base::Deadline& deadline);
  // Whether to try again after that many tries, and when.
  std::optional<std::chrono::milliseconds> pause_after(const Request& request, const Try& tried, int tries,
                                                       std::chrono::steady_clock::time_point begun) const;

  const Access access_;
  const base::Clock& clock_;
  const std::shared_ptr<net::Transport> transport_;
  const Patience patience_;
  std::string prefix_;  // the path of the server

  mutable std::mutex mutex_;
  std::optional<Credential> credential_;
  int generation_ = 0;
  bool has_answered_ = false;
  std::mutex asking_;  // held while a credential is asked for
};

}  // namespace kube
