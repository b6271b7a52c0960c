#include "net/connection.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "net/response_head.h"

namespace net {
namespace {

using base::Deadline;
using base::ErrorKind;

constexpr size_t kFirstBuffer = 8 << 10;
constexpr char kTlsHandshake = 0x16;  // the first byte of a ClientHello (RFC 8446 section 5.1)

int64_t steady_now() {
  return Deadline::Steady::now().time_since_epoch().count();
}

bool is_bodiless(int status) {  // RFC 9110 section 6.4.1
  return status == 204 || status == 304 || status < 200;
}

Response internal_error() {
  return {500, {{"Content-Type", "text/plain"}}, "the server failed while answering this request\n", {}};
}

uint64_t body_size(const Response& response) {
  if (const auto* file = std::get_if<FileBody>(&response.body)) return file->size;
  return std::get<std::string>(response.body).size();
}

}  // namespace

Connection::Connection(ServerContext& server, Socket socket)
    : server_(server),
      socket_(std::move(socket)),
      input_(std::min(kFirstBuffer, server.options.max_header_bytes)),
      no_body_(std::make_shared<StringBody>("")) {
  const ServerOptions& options = server.options;
  socket_.wait_in_kernel(std::min({options.header_timeout, options.body_timeout, options.idle_timeout}));
  request_.peer = socket_.peer_address();
  request_.stop = server.stop.get_token();
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
    base::log(base::LogLevel::debug, "a TLS handshake with {} failed: {}", request_.peer,
              stream.error().message);
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
  // A peer that never asked anything is given less time than one between two requests.
  Deadline deadline =
      Deadline::in(has_served_ ? server_.options.idle_timeout : server_.options.header_timeout);
  waiting_since_ =
      steady_now();  // before `stopping` is read: the stopping thread does both the other way round
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
  auto head = parser_.head(input_.pending().substr(0, *size), server_.options.max_body_bytes, request_);
  input_.consume(*size);
  if (!head) return refuse(head.error());
  has_served_ = true;
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

  auto body = std::make_shared<RequestBody>(*stream_, input_, parser_, head, server_.options);
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
  return next;
}

Response Connection::call_handler() {
  try {
    return server_.handler(request_);
  } catch (const std::exception& error) {  // std::bad_alloc: our own code throws nothing
    base::log(base::LogLevel::error, "the handler of a request failed: {}", error.what());
    return internal_error();
  }
}

Connection::Next Connection::refuse(const Refusal& refusal) {
  Response response{refusal.status, {{"Content-Type", "text/plain"}}, refusal.reason + "\n", {}};
  request_.method.clear();  // unknown, or no longer of interest
  return respond(response, {}, true);
}

// Opens the file that the answer consists of, if it does. An answer whose file cannot be opened becomes an
// error.
base::Fd* Connection::open_body(Response& response) {
  auto* part = std::get_if<FileBody>(&response.body);
  if (part == nullptr || response.stream) return nullptr;
  if (!part->file) part->file = std::make_shared<base::Fd>(open(part->path.c_str(), O_RDONLY | O_CLOEXEC));
  if (part->file->is_open()) return part->file.get();
  base::Error error = base::errno_error("open the answer", part->path, errno);
  base::log(base::LogLevel::error, "{}", error.message);
  response = internal_error();
  return nullptr;
}

// RFC 9112 section 6: how the client will know where the body ends.
ResponseFraming Connection::frame(const Response& response, const MessageHead& head, bool sends_body) const {
  ResponseFraming framing;
  const std::string* own_length = response.headers.find("Content-Length");
  if (!sends_body && own_length != nullptr) {
    auto length = base::parse_int(*own_length);
    if (length && *length >= 0) framing.length = static_cast<uint64_t>(*length);
  } else if (!response.stream && !is_bodiless(response.status)) {
    framing.length = body_size(response);
  } else if (response.stream && sends_body) {
    framing.chunked = head.minor_version >= 1;
    framing.close = !framing.chunked;
  }
  bool asked = base::equal_ignoring_case(response.headers.get("Connection"), "close");
  framing.close = framing.close || asked || server_.stopping;
  framing.say_keep_alive = head.minor_version == 0;
  return framing;
}

Connection::Next Connection::respond(Response& response, const MessageHead& head, bool close) {
  base::Fd* file = open_body(response);
  bool sends_body = request_.method != "HEAD" && !is_bodiless(response.status);
  ResponseFraming framing = frame(response, head, sends_body);
  framing.close = framing.close || close;
  out_.clear();
  append_head(out_, response.status, response.headers, framing, date());

  bool sent;
  if (!sends_body) {
    sent = write(out_, {});
  } else if (response.stream) {
    sent = write_stream(response, framing.chunked);
  } else if (file != nullptr) {
    sent = write_file(std::get<FileBody>(response.body), file->get());
  } else {
    sent = write(out_, std::get<std::string>(response.body));
  }
  if (!sent) return Next::gone;
  return framing.close ? Next::close : Next::request;
}

bool Connection::write(std::string_view first, std::string_view second) {
  while (!first.empty() || !second.empty()) {
    auto count = stream_->write_some(first, second, Deadline::in(server_.options.body_timeout));
    if (!count) return false;
    size_t of_first = std::min(*count, first.size());
    first.remove_prefix(of_first);
    second.remove_prefix(*count - of_first);
  }
  return true;
}

bool Connection::write_file(const FileBody& file, int descriptor) {
  if (!write(out_, {})) return false;
  uint64_t offset = file.offset;
  uint64_t left = file.size;
  while (left > 0) {
    auto count = stream_->write_file(descriptor, offset, static_cast<size_t>(left),
                                     Deadline::in(server_.options.body_timeout));
    if (!count || *count == 0) {
      if (count) base::log(base::LogLevel::error, "a file shrank while it was sent: `{}`", file.path);
      return false;
    }
    offset += *count;
    left -= *count;
  }
  return true;
}

// The head goes with the first piece, so that a short stream is one segment too.
bool Connection::write_stream(Response& response, bool chunked) {
  while (!server_.stopping) {
    auto piece = response.stream();
    if (!piece) {
      // Without the last chunk, the client knows that the body is cut short (RFC 9112 section 8).
      base::log(base::LogLevel::warn, "a streamed answer ended early: {}", piece.error().message);
      break;
    }
    if (piece->empty()) {
      if (chunked) out_.append("0\r\n\r\n");
      return write(out_, {});
    }
    if (chunked) fmt::format_to(std::back_inserter(out_), "{:x}\r\n", piece->size());
    out_.append(*piece);
    if (chunked) out_.append("\r\n");
    if (!write(out_, {})) return false;
    out_.clear();
  }
  write(out_, {});
  return false;
}

std::string_view Connection::date() {
  base::Time now = base::SystemClock().now();
  if (int64_t second = base::to_seconds(now); second != date_second_) {
    date_second_ = second;
    date_ = base::http_date(now);
  }
  return date_;
}

// Closing with unread input would make the kernel send a reset, which can destroy the answer before the
// client has read it (RFC 9112 section 9.6). So our side ends first, and the client is heard out for a while.
void Connection::linger() {
  stream_->end_output();
  Deadline deadline = Deadline::in(std::min(server_.options.idle_timeout, std::chrono::milliseconds(1000)));
  char scratch[4096];
  for (size_t total = 0; total < RequestBody::kDrainBytes && !server_.stopping;) {
    auto count = socket_.receive(scratch, sizeof scratch, deadline);
    if (!count || *count == 0) return;
    total += *count;
  }
}

}  // namespace net
