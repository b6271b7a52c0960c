// The body of a request on its way from the connection to the handler.
#pragma once

#include <atomic>
#include <optional>

#include "net/http_parser.h"
#include "net/input_buffer.h"
#include "net/pace.h"
#include "net/server.h"

namespace net {

class RequestBody final : public BodyReader {
 public:
  // All of these outlive the request; end() says when that is over. `waits_since` is what the server may end
  // for somebody else's sake: when the body began, while a sender that nobody knows is waited for; else 0.
  RequestBody(Stream& stream, InputBuffer& input, RequestParser& parser, const MessageHead& head,
              const ServerOptions& options, std::atomic<int64_t>& waits_since)
      : stream_(&stream),
        input_(input),
        parser_(parser),
        head_(head),
        options_(options),
        waits_since_(waits_since),
        pace_(options.body, options.body_timeout),
        left_(head.length) {}

  base::Result<size_t> read(char* buffer, size_t size) override;
  void trust_sender() override;

  bool is_complete() const { return complete_; }
  // Set when reading failed: the answer to give instead of the handler's.
  const std::optional<Refusal>& refusal() const { return refusal_; }
  // The client may still wait for `100 Continue`, so that nobody knows whether the body will come.
  bool awaits_continue() const { return head_.sends_continue; }
  // Reads and forgets the rest. False: there is too much of it, or it did not come.
  bool drain();
  bool is_drainable() const { return !awaits_continue() && !refusal_ && left_ <= kDrainBytes; }
  // The connection goes on to the next request; a handler that kept the body gets an error from now on.
  void end() { stream_ = nullptr; }

  static constexpr size_t kDrainBytes = 256 << 10;

 private:
  base::Status send_continue();
  base::Result<size_t> read_length(char* buffer, size_t size);
  base::Result<size_t> read_chunked(char* buffer, size_t size);
  base::Result<size_t> read_framed(char* buffer, size_t size);
  const BodyLimits& limits() const { return trusted_ ? options_.known_body : options_.body; }
  tl::unexpected<base::Error> refuse(int status, std::string reason, base::ErrorKind kind);
  tl::unexpected<base::Error> refuse(const base::Error& error);

  Stream* stream_;
  InputBuffer& input_;
  RequestParser& parser_;
  MessageHead head_;
  const ServerOptions& options_;
  std::atomic<int64_t>& waits_since_;
  Pace pace_;
  bool trusted_ = false;
  uint64_t left_;  // with BodyFraming::length
  bool complete_ = false;
  std::optional<Refusal> refusal_;
};

}  // namespace net
