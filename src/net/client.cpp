#include "net/client.h"

#include <optional>

#include "net/client_link.h"

namespace net {
namespace {

using base::Deadline;
using base::ErrorKind;
using base::fail;

class ClientImpl final : public Client {
 public:
  explicit ClientImpl(ClientOptions options) : options_(std::move(options)) {}

  base::Result<ClientResponse> send(std::string_view method, std::string_view target, const Headers& headers,
                                    std::string_view body, const Deadline& deadline) override;
  std::vector<std::string> presented_chain() const override { return presented_; }

 private:
  base::Result<ClientResponse> exchange(std::string_view head, std::string_view body, bool is_head,
                                        const Deadline& deadline);
  base::Result<ClientResponse> receive(bool is_head, const Deadline& deadline, bool& keep);
  base::Status keep_within_limit(uint64_t size) const;

  ClientOptions options_;
  std::optional<TlsClientContext> tls_;
  std::unique_ptr<ClientLink> link_;
  std::vector<std::string> presented_;
};

// RFC 9110 section 9.2.2: sent twice, these do no more than sent once.
bool is_idempotent(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "PUT" || method == "DELETE" || method == "OPTIONS";
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
  if (!link_) link_ = TRY(ClientLink::open(options_, tls_, presented_, deadline));
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
  ClientResponse response;
  MessageHead head = TRY(link_->receive_head(is_head, options_.max_header_bytes, response.headers, deadline));
  response.status = head.status;
  if (head.framing == BodyFraming::length) TRY(keep_within_limit(head.length));
  ResponseBody body(*link_, head);
  while (true) {
    std::string_view piece = TRY(body.next(deadline));
    if (piece.empty()) break;
    TRY(keep_within_limit(response.body.size() + piece.size()));
    response.body.append(piece);
  }
  keep = keep && head.keep_alive && head.framing != BodyFraming::until_close;
  return response;
}

base::Status ClientImpl::keep_within_limit(uint64_t size) const {
  if (size <= options_.max_body_bytes) return {};
  return fail(ErrorKind::invalid, "the answer is larger than {} bytes", options_.max_body_bytes);
}

}  // namespace

std::unique_ptr<Client> Client::make(ClientOptions options) {
  return std::make_unique<ClientImpl>(std::move(options));
}

}  // namespace net
