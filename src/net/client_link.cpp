#include "net/client_link.h"

#include <algorithm>

#include "base/text.h"
#include "net/resolve.h"

namespace net {
namespace {

using base::Deadline;
using base::ErrorKind;
using base::fail;

constexpr size_t kInputBytes = 16 << 10;

bool is_safe_header(const Header& header) {
  auto is_bad = [](char c) { return c == '\r' || c == '\n' || c == '\0'; };
  return !header.name.empty() && header.name.find_first_of(" :") == std::string::npos &&
         std::none_of(header.name.begin(), header.name.end(), is_bad) &&
         std::none_of(header.value.begin(), header.value.end(), is_bad);
}

base::Result<Socket> open_socket(const ClientOptions& options, const Deadline& deadline) {
  uint16_t port = options.connect_port.value_or(options.url.port);
  if (options.connect_address) return connect_to(*options.connect_address, port, deadline);

  std::vector<std::string> addresses = TRY(resolve(options.url.host, deadline));
  std::optional<base::Error> last;
  for (size_t i = 0; i < addresses.size(); ++i) {
    if (options.allow_address && !options.allow_address(addresses[i])) {
      if (!last)
        last = base::Error{
            ErrorKind::denied,
            fmt::format("`{}` has the address {}, which is not allowed here", options.url.host, addresses[i]),
            ""};
      continue;
    }
    // Leave time for the addresses that follow.
    auto share = deadline.left() / static_cast<int64_t>(addresses.size() - i);
    auto socket = connect_to(addresses[i], port, deadline.at_most(share));
    if (socket || deadline.passed()) return socket;
    last = socket.error();
  }
  if (!last) return fail(ErrorKind::not_found, "`{}` has no address", options.url.host);
  return tl::unexpected(std::move(*last));
}

}  // namespace

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

ClientLink::ClientLink(Socket s) : socket(std::move(s)), input(kInputBytes) {}

base::Result<std::unique_ptr<ClientLink>> ClientLink::open(const ClientOptions& options,
                                                           std::optional<TlsClientContext>& tls,
                                                           std::vector<std::string>& presented_chain,
                                                           const Deadline& deadline) {
  auto link = std::make_unique<ClientLink>(TRY(open_socket(options, deadline)));
  if (!options.url.tls) {
    link->stream = plain_stream(link->socket);
    return link;
  }
  if (!tls) tls = TRY(TlsClientContext::make(options.trust, options.identity));
  const std::string& name = options.tls_server_name.empty() ? options.url.host : options.tls_server_name;
  link->stream = TRY(tls->connect(link->socket, name, presented_chain, deadline));
  return link;
}

base::Result<MessageHead> ClientLink::receive_head(bool answers_head, size_t max_header_bytes,
                                                   Headers& headers, const Deadline& deadline) {
  while (true) {
    size_t size = TRY(receive_head_bytes(max_header_bytes, deadline));
    headers.clear();
    auto head = parser.head(input.pending().substr(0, size), answers_head, headers);
    input.consume(size);
    if (!head) return fail(ErrorKind::invalid, "the answer is not HTTP: {}", head.error().reason);
    if (head->status >= 200 || head->status == 101) return *head;
  }
}

base::Result<size_t> ClientLink::receive_head_bytes(size_t max_bytes, const Deadline& deadline) {
  while (true) {
    // RFC 9112 section 5.2: unlike a server, a client accepts folded headers, so no HeadScanner here.
    size_t end = input.pending().find("\r\n\r\n");
    bool is_complete = end != std::string_view::npos;
    if ((is_complete ? end + 4 : input.pending().size()) > max_bytes)
      return fail(ErrorKind::invalid, "the answer's headers are larger than {} bytes", max_bytes);
    if (is_complete) return end + 4;
    if (input.is_full()) input.grow(input.capacity() * 2);
    if (TRY(input.fill(*stream, deadline)) == 0)
      return fail(ErrorKind::unavailable, "the server closed the connection without an answer");
    has_answered = true;
  }
}

base::Result<std::string_view> ResponseBody::next(const Deadline& deadline) {
  if (complete_) return std::string_view();
  if (head_.framing == BodyFraming::chunked) return next_chunk(deadline);
  bool is_sized = head_.framing == BodyFraming::length;
  if (is_sized && left_ == 0) return std::string_view();
  InputBuffer& input = link_.input;
  if (input.pending().empty() && TRY(input.fill(*link_.stream, deadline)) == 0) {
    if (is_sized)
      return fail(ErrorKind::unavailable, "the server closed the connection in the middle of its answer");
    complete_ = true;
    return std::string_view();
  }
  std::string_view piece = input.pending();
  if (is_sized) piece = piece.substr(0, static_cast<size_t>(std::min<uint64_t>(left_, piece.size())));
  if (is_sized) left_ -= piece.size();
  input.consume(piece.size());
  return piece;
}

base::Result<std::string_view> ResponseBody::next_chunk(const Deadline& deadline) {
  InputBuffer& input = link_.input;
  while (true) {
    auto part = link_.parser.chunk(input.pending(), kInputBytes);
    if (!part) return fail(ErrorKind::invalid, "the answer is not HTTP: {}", part.error().reason);
    input.consume(part->used);
    complete_ = part->done;
    if (complete_ || !part->data.empty()) return part->data;
    if (input.is_full())
      return fail(ErrorKind::invalid, "the answer is not HTTP: a chunk's header is too long");
    if (TRY(input.fill(*link_.stream, deadline)) == 0)
      return fail(ErrorKind::unavailable, "the server closed the connection in the middle of its answer");
  }
}

}  // namespace net
