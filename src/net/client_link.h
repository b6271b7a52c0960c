// A client's connection: one request after the other goes out, and answers come in. Internal to net.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/client.h"
#include "net/http_parser.h"
#include "net/input_buffer.h"
#include "net/tls_client.h"

namespace net {

// The head as bytes. invalid: a target or a header that would be understood as something else.
base::Result<std::string> request_head(const Url& url, std::string_view method, std::string_view target,
                                       const Headers& headers, size_t body_size);

// Not movable: the stream points to the socket.
struct ClientLink {
  explicit ClientLink(Socket s);

  // Connects, with TLS if the URL says so. `tls` is made by the first call and reused by later ones.
  static base::Result<std::unique_ptr<ClientLink>> open(const ClientOptions& options,
                                                        std::optional<TlsClientContext>& tls,
                                                        std::vector<std::string>& presented_chain,
                                                        const base::Deadline& deadline);

  // The head of the next answer that is not an interim one (RFC 9110 section 15.2), and its headers.
  base::Result<MessageHead> receive_head(bool answers_head, size_t max_header_bytes, Headers& headers,
                                         const base::Deadline& deadline);

  Socket socket;
  std::unique_ptr<Stream> stream;
  InputBuffer input;
  ResponseParser parser;
  bool has_answered = false;  // a byte has come since this was last unset

 private:
  base::Result<size_t> receive_head_bytes(size_t max_bytes, const base::Deadline& deadline);
};

// The body of the answer whose head was just received, piece by piece.
class ResponseBody {
 public:
  ResponseBody(ClientLink& link, const MessageHead& head)
      : link_(link), head_(head), left_(head.length), complete_(head.framing == BodyFraming::none) {}

  // A view into the link's buffer, until the next call; empty at the end.
  base::Result<std::string_view> next(const base::Deadline& deadline);

 private:
  base::Result<std::string_view> next_chunk(const base::Deadline& deadline);

  ClientLink& link_;
  MessageHead head_;
  uint64_t left_;
  bool complete_;
};

}  // namespace net
