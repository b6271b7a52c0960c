#include "net/request_body.h"

#include <array>

namespace net {

using base::ErrorKind;
using base::fail;

tl::unexpected<base::Error> RequestBody::refuse(int status, std::string reason, ErrorKind kind) {
  refusal_ = Refusal{status, std::move(reason)};
  return tl::unexpected(base::Error{kind, "cannot read the request body: " + refusal_->reason, ""});
}

tl::unexpected<base::Error> RequestBody::refuse(const base::Error& error) {
  return refuse(error.kind == ErrorKind::timeout ? 408 : 400, error.message, error.kind);
}

base::Status RequestBody::send_continue() {
  if (!head_.sends_continue) return {};
  head_.sends_continue = false;
  pace_ = Pace(limits(), options_.body_timeout);  // it has waited for us until now
  // RFC 9110 section 10.1.1: not needed if some of the body has arrived already.
  if (!input_.pending().empty()) return {};
  return stream_->write_all("HTTP/1.1 100 Continue\r\n\r\n", {}, pace_.deadline());
}

base::Result<size_t> RequestBody::read(char* buffer, size_t size) {
  if (stream_ == nullptr) return fail(ErrorKind::internal, "the request is over, its body cannot be read");
  if (refusal_) return refuse(refusal_->status, refusal_->reason, ErrorKind::unavailable);
  if (complete_ || size == 0) return 0;
  if (auto sent = send_continue(); !sent) return refuse(sent.error());
  if (!trusted_) waits_since_ = pace_.begun().time_since_epoch().count();
  auto count = read_framed(buffer, size);
  waits_since_ = 0;
  return count;
}

base::Result<size_t> RequestBody::read_framed(char* buffer, size_t size) {
  size_t count =
      TRY(head_.framing == BodyFraming::chunked ? read_chunked(buffer, size) : read_length(buffer, size));
  pace_.moved(count);
  if (pace_.moved() > limits().max_bytes) return refuse(413, "the body is too large", ErrorKind::invalid);
  return count;
}

void RequestBody::trust_sender() {
  if (stream_ == nullptr) return;  // the request is over
  trusted_ = true;
  pace_.use(limits());
}

base::Result<size_t> RequestBody::read_length(char* buffer, size_t size) {
  size = static_cast<size_t>(std::min<uint64_t>(size, left_));
  size_t count = std::min(size, input_.pending().size());
  if (count > 0) {
    std::memcpy(buffer, input_.pending().data(), count);
    input_.consume(count);
  } else {
    auto got = stream_->read(buffer, size, pace_.deadline());
    if (!got) return refuse(got.error());
    if (*got == 0) return refuse(400, "the connection closed before its end", ErrorKind::unavailable);
    count = *got;
  }
  left_ -= count;
  complete_ = left_ == 0;
  return count;
}

base::Result<size_t> RequestBody::read_chunked(char* buffer, size_t size) {
  input_.grow(64 << 10);
  while (true) {
    auto part = parser_.chunk(input_.pending(), size);
    if (!part) return refuse(part.error().status, part.error().reason, ErrorKind::invalid);
    size_t count = part->data.size();
    if (count > 0) std::memcpy(buffer, part->data.data(), count);
    complete_ = part->done;
    input_.consume(part->used);
    if (count > 0 || complete_) return count;
    if (input_.is_full())
      return refuse(400, "a chunk's header or the trailer is too long", ErrorKind::invalid);
    auto got = input_.fill(*stream_, pace_.deadline());
    if (!got) return refuse(got.error());
    if (*got == 0) return refuse(400, "the connection closed before its end", ErrorKind::unavailable);
  }
}

bool RequestBody::drain() {
  std::array<char, 8192> scratch;
  size_t total = 0;
  while (!complete_ && total <= kDrainBytes) {
    auto count = read(scratch.data(), scratch.size());
    if (!count) return false;
    total += *count;
  }
  return complete_;
}

}  // namespace net
