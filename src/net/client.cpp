#include "net/client.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "net/http_parser.h"
#include "net/input_buffer.h"
#include "net/tls.h"

namespace net {
namespace {

using base::Deadline;
using base::ErrorKind;
using base::fail;

constexpr size_t kInputBytes = 16 << 10;

// A connection and what has been read from it. Not movable: the stream points to the socket.
struct Link {
  explicit Link(Socket s) : socket(std::move(s)), input(kInputBytes) {}

  Socket socket;
  std::unique_ptr<Stream> stream;
  InputBuffer input;
  bool has_answered = false;
};

class ClientImpl final : public Client {
 public:
  explicit ClientImpl(ClientOptions options) : options_(std::move(options)) {}

  base::Result<ClientResponse> send(std::string_view method, std::string_view target, const Headers& headers,
                                    std::string_view body, const Deadline& deadline) override;
  std::vector<std::string> presented_chain() const override { return presented_; }

 private:
  base::Result<Socket> open_socket(const Deadline& deadline);
  base::Result<std::unique_ptr<Link>> open(const Deadline& deadline);
  base::Result<ClientResponse> exchange(std::string_view head, std::string_view body, bool is_head,
                                        const Deadline& deadline);
  base::Result<ClientResponse> receive(bool is_head, const Deadline& deadline, bool& keep);
  base::Result<size_t> receive_head(const Deadline& deadline);
  base::Status receive_body(const MessageHead& head, std::string& body, const Deadline& deadline);
  base::Status receive_chunks(std::string& body, const Deadline& deadline);
  base::Status keep_within_limit(uint64_t size) const;

  ClientOptions options_;
  std::optional<TlsClientContext> tls_;
  std::unique_ptr<Link> link_;
  ResponseParser parser_;
  std::vector<std::string> presented_;
};

bool is_safe_header(const Header& header) {
  auto is_bad = [](char c) { return c == '\r' || c == '\n' || c == '\0'; };
  return !header.name.empty() && header.name.find_first_of(" :") == std::string::npos &&
         std::none_of(header.name.begin(), header.name.end(), is_bad) &&
         std::none_of(header.value.begin(), header.value.end(), is_bad);
}

base::Result<std::string> request_head(const Url& url, std::string_view method, std::string_view target,
                                       const Headers& headers, size_t body_size) {
  bool is_clean = std::all_of(target.begin(), target.end(), [](char c) { return c > ' ' && c != 0x7f; });
  if (!target.starts_with('/') || !is_clean)
    return fail(ErrorKind::invalid, "`{}` is not the path of a request", target);
  std::string head = fmt::format("{} {} HTTP/1.1\r\n", method, target);
  if (headers.find("Host") == nullptr) head += fmt::format("Host: {}\r\n", url.host_header());
  for (const Header& header : headers) {
    if (!is_safe_header(header))
      return fail(ErrorKind::invalid, "the header `{}` cannot be sent: it has a line break", header.name);
    if (!base::equal_ignoring_case(header.name, "Content-Length"))
      head.append(header.name).append(": ").append(header.value).append("\r\n");
  }
  bool may_have_body = method != "GET" && method != "HEAD" && method != "DELETE";
  if (body_size > 0 || may_have_body) head += fmt::format("Content-Length: {}\r\n", body_size);
  return head + "\r\n";
}

// RFC 9110 section 9.2.2: sent twice, these do no more than sent once.
bool is_idempotent(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "PUT" || method == "DELETE" || method == "OPTIONS";
}

base::Result<Socket> ClientImpl::open_socket(const Deadline& deadline) {
  uint16_t port = options_.connect_port.value_or(options_.url.port);
  if (options_.connect_address) return connect_to(*options_.connect_address, port, deadline);

  std::vector<std::string> addresses = TRY(resolve(options_.url.host, deadline));
  std::optional<base::Error> last;
  for (size_t i = 0; i < addresses.size(); ++i) {
    if (options_.allow_address && !options_.allow_address(addresses[i])) {
      if (!last)
        last = base::Error{ErrorKind::denied,
                           fmt::format("`{}` has the address {}, which is not allowed here",
                                       options_.url.host, addresses[i]),
                           ""};
      continue;
    }
    // Leave time for the addresses that follow.
    auto share = deadline.left() / static_cast<int64_t>(addresses.size() - i);
    auto socket = connect_to(addresses[i], port, deadline.at_most(share));
    if (socket || deadline.passed()) return socket;
    last = socket.error();
  }
  if (!last) return fail(ErrorKind::not_found, "`{}` has no address", options_.url.host);
  return tl::unexpected(std::move(*last));
}

base::Result<std::unique_ptr<Link>> ClientImpl::open(const Deadline& deadline) {
  auto link = std::make_unique<Link>(TRY(open_socket(deadline)));
  if (!options_.url.tls) {
    link->stream = plain_stream(link->socket);
    return link;
  }
  if (!tls_) tls_ = TRY(TlsClientContext::make(options_.trust));
  link->stream = TRY(tls_->connect(link->socket, options_.url.host, presented_, deadline));
  return link;
}

base::Result<ClientResponse> ClientImpl::send(std::string_view method, std::string_view target,
                                              const Headers& headers, std::string_view body,
                                              const Deadline& deadline) {
  std::string head = TRY(request_head(options_.url, method, target, headers, body.size()));
  // The server may have closed while we were idle, or does so as we send. What it may have acted on is sent
  // again only if that changes nothing.
  if (link_ && link_->socket.peer_closed()) link_.reset();
  bool may_repeat = link_ != nullptr && is_idempotent(method);
  auto answer = exchange(head, body, method == "HEAD", deadline);
  bool got_nothing =
      !answer && answer.error().kind == ErrorKind::unavailable && link_ != nullptr && !link_->has_answered;
  if (!answer) link_.reset();
  if (may_repeat && got_nothing) {
    answer = exchange(head, body, method == "HEAD", deadline);
    if (!answer) link_.reset();
  }
  return answer;
}

base::Result<ClientResponse> ClientImpl::exchange(std::string_view head, std::string_view body, bool is_head,
                                                  const Deadline& deadline) {
  if (!link_) link_ = TRY(open(deadline));
  link_->has_answered = false;
  base::Status sent = link_->stream->write_all(head, body, deadline);
  if (!sent && sent.error().kind != ErrorKind::unavailable) return tl::unexpected(sent.error());
  // A server that refuses a body may answer and close before it has read all of it.
  bool keep = sent.has_value();
  auto answer = receive(is_head, deadline, keep);
  if (!answer) return sent ? answer : base::Result<ClientResponse>(tl::unexpected(sent.error()));
  if (!keep || !link_->input.pending().empty()) link_.reset();
  return answer;
}

base::Result<ClientResponse> ClientImpl::receive(bool is_head, const Deadline& deadline, bool& keep) {
  while (true) {
    size_t size = TRY(receive_head(deadline));
    ClientResponse response;
    auto head = parser_.head(link_->input.pending().substr(0, size), is_head, response.headers);
    link_->input.consume(size);
    if (!head) return fail(ErrorKind::invalid, "the answer is not HTTP: {}", head.error().reason);
    if (head->status < 200 && head->status != 101)
      continue;  // RFC 9110 section 15.2: 100 Continue and the like
    response.status = head->status;
    TRY(receive_body(*head, response.body, deadline));
    keep = keep && head->keep_alive && head->framing != BodyFraming::until_close;
    return response;
  }
}

base::Result<size_t> ClientImpl::receive_head(const Deadline& deadline) {
  InputBuffer& input = link_->input;
  while (true) {
    // RFC 9112 section 5.2: unlike a server, a client accepts folded headers, so no HeadScanner here.
    size_t end = input.pending().find("\r\n\r\n");
    bool is_complete = end != std::string_view::npos;
    if ((is_complete ? end + 4 : input.pending().size()) > options_.max_header_bytes)
      return fail(ErrorKind::invalid, "the answer's headers are larger than {} bytes",
                  options_.max_header_bytes);
    if (is_complete) return end + 4;
    if (input.is_full()) input.grow(input.capacity() * 2);
    if (TRY(input.fill(*link_->stream, deadline)) == 0)
      return fail(ErrorKind::unavailable, "the server closed the connection without an answer");
    link_->has_answered = true;
  }
}

base::Status ClientImpl::keep_within_limit(uint64_t size) const {
  if (size <= options_.max_body_bytes) return {};
  return fail(ErrorKind::invalid, "the answer is larger than {} bytes", options_.max_body_bytes);
}

base::Status ClientImpl::receive_body(const MessageHead& head, std::string& body, const Deadline& deadline) {
  if (head.framing == BodyFraming::none) return {};
  if (head.framing == BodyFraming::chunked) return receive_chunks(body, deadline);
  bool is_sized = head.framing == BodyFraming::length;
  if (is_sized) TRY(keep_within_limit(head.length));
  InputBuffer& input = link_->input;
  while (true) {
    std::string_view piece = input.pending();
    if (is_sized) piece = piece.substr(0, static_cast<size_t>(head.length - body.size()));
    TRY(keep_within_limit(body.size() + piece.size()));
    body.append(piece);
    input.consume(piece.size());
    if (is_sized && body.size() == head.length) return {};
    if (TRY(input.fill(*link_->stream, deadline)) > 0) continue;
    if (!is_sized) return {};
    return fail(ErrorKind::unavailable, "the server closed the connection in the middle of its answer");
  }
}

base::Status ClientImpl::receive_chunks(std::string& body, const Deadline& deadline) {
  InputBuffer& input = link_->input;
  while (true) {
    auto part = parser_.chunk(input.pending(), kInputBytes);
    if (!part) return fail(ErrorKind::invalid, "the answer is not HTTP: {}", part.error().reason);
    TRY(keep_within_limit(body.size() + part->data.size()));
    body.append(part->data);
    bool got_data = !part->data.empty();
    input.consume(part->used);
    if (part->done) return {};
    if (got_data) continue;
    if (input.is_full())
      return fail(ErrorKind::invalid, "the answer is not HTTP: a chunk's header is too long");
    if (TRY(input.fill(*link_->stream, deadline)) == 0)
      return fail(ErrorKind::unavailable, "the server closed the connection in the middle of its answer");
  }
}

}  // namespace

std::unique_ptr<Client> Client::make(ClientOptions options) {
  return std::make_unique<ClientImpl>(std::move(options));
}

}  // namespace net
