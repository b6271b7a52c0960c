#include "net/connection.h"

#include <poll.h>
#include <sys/socket.h>

#include "base/log.h"

namespace net {
namespace {

using base::Deadline;
using base::ErrorKind;

constexpr size_t kFirstBuffer = 8 << 10;
constexpr char kTlsHandshake = 0x16;  // the first byte of a ClientHello (RFC 8446 section 5.1)

int64_t steady_now() {
  return std::chrono::steady_clock::now().time_since_epoch().count();
}

}  // namespace

Connection::Connection(ServerContext& server, Socket socket, std::string peer)
    : server_(server),
      socket_(std::move(socket)),
      peer_(std::move(peer)),
      input_(std::min(kFirstBuffer, server.options.max_header_bytes)),
      parser_(server.options.single_headers),
      no_body_(std::make_shared<StringBody>("")) {
  const ServerOptions& options = server.options;
  socket_.wait_in_kernel(std::min({options.header_timeout, options.body_timeout, options.idle_timeout}));
  request_.stop = server.stop.get_token();
}

Seat Connection::seat() const {
  constexpr int64_t kTimeToSpeak = std::chrono::steady_clock::duration(std::chrono::seconds(1)).count();
  if (leaving_) return {peer_, Seat::State::leaving};
  int64_t a_moment_ago = steady_now() - kTimeToSpeak;
  if (int64_t since = waiting_since_; since != 0) {
    bool arriving = !has_served_ && since > a_moment_ago;
    return {peer_, arriving ? Seat::State::arriving : Seat::State::idle, since};
  }
  if (int64_t body = body_since_; body != 0 && body < a_moment_ago)
    return {peer_, Seat::State::half_said, body};
  return {peer_, Seat::State::busy};
}

void Connection::leave() {
  leaving_ = true;
  end_waiting();
}

void Connection::run() {
  if (!start_stream()) return;
  Next next = Next::request;
  while (next == Next::request) next = serve_one();
  if (next == Next::close) linger();
}

bool Connection::start_stream() {
  Deadline deadline = Deadline::in(server_.options.header_timeout);
  waiting_since_ = steady_now();
  if (server_.stopping || !socket_.wait(POLLIN, deadline)) return false;
  char first = 0;
  if (recv(socket_.get(), &first, 1, MSG_PEEK | MSG_DONTWAIT) != 1) return false;
  if (first != kTlsHandshake) {
    stream_ = plain_stream(socket_);
    return true;
  }
  if (!server_.tls) return false;
  auto stream = server_.tls->accept(socket_, deadline);
  if (!stream) {
    base::log(base::LogLevel::debug, "a TLS handshake with {} failed: {}", peer_, stream.error().message);
    return false;
  }
  stream_ = std::move(*stream);
  request_.tls = true;
  return true;
}

// The size of the next head, which is then pending; 0 if the peer closed before it. `deadline` is moved from
// the end of the pause to the end of the head when the first byte is there.
base::Result<size_t> Connection::receive_head(Deadline& deadline) {
  scanner_.reset();
  bool begun = false;
  while (true) {
    // RFC 9112 section 2.2: an empty line before the request is ignored.
    if (!begun && input_.pending().starts_with("\r\n")) input_.consume(2);
    if (!begun && !input_.pending().empty() && input_.pending() != "\r") {
      begun = true;
      deadline = Deadline::in(server_.options.header_timeout);
    }
    if (begun) {
      auto size = scanner_.scan(input_.pending());
      if (!size) return base::fail(ErrorKind::invalid, "{}", size.error().reason);
      if (*size > 0) return *size;
    }
    if (input_.is_full()) {
      if (input_.capacity() >= server_.options.max_header_bytes) return input_.capacity() + 1;
      input_.grow(std::min(input_.capacity() * 2, server_.options.max_header_bytes));
    }
    if (server_.stopping || TRY(input_.fill(*stream_, deadline)) == 0) return 0;
  }
}

Connection::Next Connection::serve_one() {
  is_head_ = false;
  // A peer that never asked anything is given less time than one between two requests.
  Deadline deadline =
      Deadline::in(has_served_ ? server_.options.idle_timeout : server_.options.header_timeout);
  // Before `stopping` is read: the thread that stops us does both the other way round.
  waiting_since_ = steady_now();
  auto size = receive_head(deadline);
  waiting_since_ = 0;
  if (!size) {
    if (size.error().kind == ErrorKind::invalid) return refuse({400, size.error().message});
    bool begun = !input_.pending().empty();
    if (size.error().kind == ErrorKind::timeout && begun) return refuse({408, "the request came too slowly"});
    return Next::gone;
  }
  if (*size == 0) return Next::gone;
  if (*size > input_.capacity()) {
    if (scanner_.in_first_line()) return refuse({414, "the request line is too long"});
    return refuse({431, "the headers are too large"});
  }

  request_.headers.clear();
  request_.peer = peer_;
  auto head = parser_.head(input_.pending().substr(0, *size), server_.options.known_body.max_bytes, request_);
  input_.consume(*size);
  if (!head) return refuse(head.error());
  has_served_ = true;
  is_head_ = request_.method == "HEAD";
  return handle(*head);
}

Connection::Next Connection::handle(const MessageHead& head) {
  bool keep = head.keep_alive;
  if (head.framing == BodyFraming::none) {
    request_.body = no_body_;
    request_.body_size =
        request_.headers.find("Content-Length") != nullptr ? std::optional<uint64_t>(0) : std::nullopt;
    Response response = call_handler();
    return respond(response, head, !keep);
  }

  auto body = std::make_shared<RequestBody>(*stream_, input_, parser_, head, server_.options, body_since_);
  request_.body = body;
  request_.body_size =
      head.framing == BodyFraming::length ? std::optional<uint64_t>(head.length) : std::nullopt;
  Response response = call_handler();
  request_.body = no_body_;
  Next next;
  if (body->refusal()) {
    // The request was never whole, whatever the handler made of it.
    next = refuse(*body->refusal());
  } else {
    keep = keep && (body->is_complete() || body->is_drainable());
    next = respond(response, head, !keep);
    if (next == Next::request && !body->drain()) next = Next::close;
  }
  body->end();
  body_since_ = 0;
  return next;
}

Response Connection::call_handler() {
  try {
    return server_.handler(request_);
  } catch (const std::exception& error) {  // std::bad_alloc: our own code throws nothing
    base::log(base::LogLevel::error, "the handler of a request failed: {}", error.what());
    return server_error();
  }
}

// Closing with unread input would make the kernel send a reset, which can destroy the answer before the
// client has read it (RFC 9112 section 9.6). So our side ends first, and the client is heard out for a while.
void Connection::linger() {
  stream_->end_output();
  waiting_since_ = steady_now();  // stop() need not wait for this
  Deadline deadline = Deadline::in(std::min(server_.options.idle_timeout, std::chrono::milliseconds(1000)));
  char scratch[4096];
  for (size_t total = 0; total < RequestBody::kDrainBytes && !server_.stopping;) {
    auto count = socket_.receive(scratch, sizeof scratch, deadline);
    if (!count || *count == 0) return;
    total += *count;
  }
}

}  // namespace net
