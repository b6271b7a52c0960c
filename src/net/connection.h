// One connection of the server: requests in, answers out, on one thread.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <stop_token>

#include "net/admission.h"
#include "net/http_parser.h"
#include "net/input_buffer.h"
#include "net/pace.h"
#include "net/request_body.h"
#include "net/response_head.h"
#include "net/server.h"
#include "net/tls_server.h"

namespace net {

// What all connections of a server share.
struct ServerContext {
  ServerOptions options;
  Handler handler;
  std::optional<TlsServerContext> tls;
  std::atomic<bool> stopping = false;  // no further requests
  std::stop_source stop;               // running ones shall not wait for news
};

class Connection {
 public:
  Connection(ServerContext& server, Socket socket, std::string peer);

  void run();  // until the connection is over

  // From other threads:
  bool is_waiting() const { return waiting_since_ != 0; }  // for a request
  // How it stands with the server's limits. A peer that has just come has a second to say something.
  Seat seat() const;
  const std::string& peer() const { return peer_; }
  void end_waiting() const { socket_.end_input(); }
  void leave();  // its place is needed
  void cut() const { socket_.cut(); }

 private:
  enum class Next { request, close, gone };  // gone: the peer is not there any more

  bool start_stream();
  Next serve_one();
  base::Result<size_t> receive_head(base::Deadline& deadline);
  Next handle(const MessageHead& head);
  Response call_handler();
  void linger();

  // connection_answer.cpp
  static Response server_error();
  Next refuse(const Refusal& refusal);
  Next respond(Response& response, const MessageHead& head, bool close);
  base::Fd* open_body(Response& response);
  ResponseFraming frame(const Response& response, const MessageHead& head, bool sends_body) const;
  bool write_file(const FileBody& file, int descriptor, Pace& pace);
  bool write_stream(Response& response, const ResponseFraming& framing);
  bool write(std::string_view first, std::string_view second, Pace& pace);
  Pace answer_pace() const { return {server_.options.answer, server_.options.body_timeout}; }
  std::string_view date();

  ServerContext& server_;
  Socket socket_;
  const std::string peer_;  // the request's is the handler's to change
  std::unique_ptr<Stream> stream_;
  InputBuffer input_;
  HeadScanner scanner_;
  RequestParser parser_;
  Request request_;
  bool is_head_ = false;  // kept apart, since the handler may take from the request what it likes
  std::shared_ptr<BodyReader> no_body_;
  std::string out_;
  std::string date_;
  int64_t date_second_ = 0;
  std::atomic<int64_t> waiting_since_ = 0;
  std::atomic<int64_t> body_since_ = 0;  // as RequestBody says
  std::atomic<bool> has_served_ = false;
  std::atomic<bool> leaving_ = false;
};

}  // namespace net
