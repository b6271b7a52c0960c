// The way from a request to its answer: the network (net/network_transport.h), a server in this process, or
// either of them behind something that counts, fails or records.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "base/deadline.h"
#include "base/result.h"
#include "net/http.h"
#include "net/remote.h"

namespace net {

struct ClientRequest {
  std::string method = "GET";
  std::string target = "/";    // path and query
  Headers headers = {};        // Host and Content-Length are added
  std::string_view body = {};  // outlives the call
  // Sent twice, it does no more than sent once (RFC 9110 section 9.2.2). It is sent again by itself when a
  // kept connection turns out to have been closed; nothing else is ever repeated here.
  bool repeatable = false;
};

struct ClientResponse {
  int status = 0;
  Headers headers;
  std::string body;
};

// Why there is no answer.
struct NoAnswer {
  // unavailable: could not connect, TLS refused, or the connection broke; timeout; invalid: the request
  // cannot be sent as it is, or the answer is not HTTP; denied: the address is not allowed.
  base::Error error;
  // Not a byte of the request has left, so nobody has acted on it, and a repeat is safe whatever it asks for.
  bool nothing_sent = false;
};

using Exchange = tl::expected<ClientResponse, NoAnswer>;

class ResponseStream;

// Safe from any thread, many calls at once.
class Transport {
 public:
  virtual ~Transport() = default;

  // The whole answer, whatever its status.
  virtual Exchange send(const Remote& remote, const ClientRequest& request,
                        const base::Deadline& deadline) = 0;

  // An answer that is read as it comes. Unless it is overridden, it comes at once and whole.
  virtual base::Result<std::unique_ptr<ResponseStream>> stream(const Remote& remote,
                                                               const ClientRequest& request,
                                                               const base::Deadline& deadline);
};

}  // namespace net
