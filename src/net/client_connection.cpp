#include "net/client_connection.h"

namespace net {

using base::Deadline;
using base::ErrorKind;
using base::fail;

Exchange ClientConnection::exchange(const ClientRequest& request, const Deadline& deadline) {
  auto head =
      request_head(options_.url, request.method, request.target, request.headers, request.body.size());
  if (!head) return tl::unexpected(NoAnswer{std::move(head).error(), true});
  // The server may have closed while we were idle, or does so as we send. What it may have acted on is sent
  // again only if that changes nothing.
  if (!is_open()) link_.reset();
  bool was_kept = link_ != nullptr;
  bool nothing_sent = true;
  auto answer = exchange_once(*head, request, deadline, nothing_sent);
  bool got_nothing =
      !answer && answer.error().kind == ErrorKind::unavailable && link_ != nullptr && !link_->has_answered;
  if (!answer) link_.reset();
  if (was_kept && got_nothing && (request.repeatable || nothing_sent)) {
    answer = exchange_once(*head, request, deadline, nothing_sent);
    if (!answer) link_.reset();
  }
  if (!answer) return tl::unexpected(NoAnswer{std::move(answer).error(), nothing_sent});
  return std::move(*answer);
}

base::Result<ClientResponse> ClientConnection::exchange_once(std::string_view head,
                                                             const ClientRequest& request,
                                                             const Deadline& deadline, bool& nothing_sent) {
  if (!link_) link_ = TRY(ClientLink::open(options_, tls_, presented_, deadline));
  link_->has_answered = false;
  base::Status sent = send(head, request.body, deadline, nothing_sent);
  if (!sent && (sent.error().kind != ErrorKind::unavailable || nothing_sent))
    return tl::unexpected(sent.error());
  // A server that refuses a body may answer and close before it has read all of it.
  bool keep = sent.has_value();
  auto answer = receive(request.method == "HEAD", deadline, keep);
  if (!answer) return sent ? answer : base::Result<ClientResponse>(tl::unexpected(sent.error()));
  if (!keep || !link_->input.pending().empty()) link_.reset();
  return answer;
}

base::Status ClientConnection::send(std::string_view head, std::string_view body, const Deadline& deadline,
                                    bool& nothing_sent) {
  // A first write that fails has taken nothing, or a part of a TLS record that nobody can read.
  size_t first = TRY(link_->stream->write_some(head, body, deadline));
  nothing_sent = false;
  size_t of_head = std::min(first, head.size());
  return link_->stream->write_all(head.substr(of_head), body.substr(first - of_head), deadline);
}

base::Result<ClientResponse> ClientConnection::receive(bool is_head, const Deadline& deadline, bool& keep) {
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

base::Status ClientConnection::keep_within_limit(uint64_t size) const {
  if (size <= options_.max_body_bytes) return {};
  return fail(ErrorKind::invalid, "the answer is larger than {} bytes", options_.max_body_bytes);
}

}  // namespace net
