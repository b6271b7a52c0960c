#include "aws/payload/payload.h"

#include <algorithm>

#include "aws/payload/body_checks.h"
#include "aws/payload/chunked_body.h"
#include "base/text.h"

namespace aws {
namespace {

// How x-amz-content-sha256 says that the body travels.
struct Framing {
  bool chunked = false;
  bool with_signatures = false;
  bool with_trailer = false;
};

Framing framing_of(std::string_view payload_hash) {
  if (payload_hash == "STREAMING-UNSIGNED-PAYLOAD-TRAILER") return {true, false, true};
  if (payload_hash == "STREAMING-AWS4-HMAC-SHA256-PAYLOAD") return {true, true, false};
  if (payload_hash == "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER") return {true, true, true};
  return {};
}

// Gives errors of a source again and again, and runs the checks at its end.
class CheckedPayload : public PayloadReader {
 public:
  CheckedPayload(BodyChecks checks, std::optional<uint64_t> size) : checks_(std::move(checks)), size_(size) {}

  Result<size_t> read(char* buffer, size_t size) final {
    if (failure_) return tl::unexpected(*failure_);
    if (finished_ || size == 0) return size_t{0};
    auto got = read_source(buffer, size);
    if (got && *got > 0) {
      checks_.update({buffer, *got});
    } else if (got) {
      finished_ = true;
      if (auto checked = checks_.finish(trailers()); !checked) got = tl::unexpected(checked.error());
    }
    if (!got) failure_ = got.error();
    return got;
  }
  std::optional<std::pair<std::string, std::string>> checksum() const final { return checks_.checksum(); }
  std::optional<uint64_t> size() const final { return size_; }

 protected:
  virtual Result<size_t> read_source(char* buffer, size_t size) = 0;
  virtual const Trailers& trailers() const = 0;

 private:
  BodyChecks checks_;
  std::optional<uint64_t> size_;
  bool finished_ = false;
  std::optional<Error> failure_;
};

class PlainPayload final : public CheckedPayload {
 public:
  // Without a size, the end of the body is that of the payload.
  PlainPayload(net::BodyReader& body, std::optional<uint64_t> size, BodyChecks checks)
      : CheckedPayload(std::move(checks), size), body_(body), left_(size) {}

 private:
  Result<size_t> read_source(char* buffer, size_t size) override {
    auto got = body_.read(buffer, size);
    if (!got) return tl::unexpected(body_error(got.error()));
    if (!left_) return *got;
    if (*got > *left_ || (*got == 0 && *left_ > 0)) {
      return tl::unexpected(body_error({base::ErrorKind::unavailable, "the body has another length", {}}));
    }
    *left_ -= *got;
    return *got;
  }
  const Trailers& trailers() const override { return none_; }

  net::BodyReader& body_;
  std::optional<uint64_t> left_;
  Trailers none_;
};

class ChunkedPayload final : public CheckedPayload {
 public:
  ChunkedPayload(net::BodyReader& body, uint64_t size, BodyChecks checks, bool with_trailer,
                 std::optional<ChunkSignatures> signatures)
      : CheckedPayload(std::move(checks), size), chunks_(body, size, with_trailer, std::move(signatures)) {}

 private:
  Result<size_t> read_source(char* buffer, size_t size) override { return chunks_.read(buffer, size); }
  const Trailers& trailers() const override { return chunks_.trailers(); }

  ChunkedBody chunks_;
};

// Of the payload itself. A request without Content-Length has no body, unless it is sent chunked by HTTP.
Result<uint64_t> payload_size(const net::Request& request, const Framing& framing) {
  if (!framing.chunked) {
    if (request.body_size) return *request.body_size;
    if (!request.headers.find("Transfer-Encoding")) return uint64_t{0};
  } else if (const std::string* text = request.headers.find("X-Amz-Decoded-Content-Length")) {
    auto size = base::parse_int(*text);
    if (size && *size >= 0) return static_cast<uint64_t>(*size);
    return error("InvalidArgument", 400, "x-amz-decoded-content-length must be a number of bytes");
  }
  return error("MissingContentLength", 411, "You must provide the Content-Length HTTP header.");
}

}  // namespace

Result<std::unique_ptr<PayloadReader>> open_payload(const net::Request& request,
                                                    const VerifiedSignature* signature,
                                                    ChecksumHeaders headers) {
  std::string_view payload_hash = signature ? std::string_view(signature->claim.payload_hash)
                                            : request.headers.get("X-Amz-Content-Sha256");
  Framing framing = framing_of(payload_hash);
  if (framing.with_signatures && !signature) {
    return error("InvalidRequest", 400, "Signed chunks need a signed request");
  }
  uint64_t size = TRY(payload_size(request, framing));
  BodyChecks checks = TRY(BodyChecks::of(request.headers, payload_hash, framing.with_trailer, headers));
  if (!framing.chunked) return std::make_unique<PlainPayload>(*request.body, size, std::move(checks));
  std::optional<ChunkSignatures> signatures;
  if (framing.with_signatures) signatures.emplace(signature->claim, signature->signing_key);
  return std::make_unique<ChunkedPayload>(*request.body, size, std::move(checks), framing.with_trailer,
                                          std::move(signatures));
}

Result<std::unique_ptr<PayloadReader>> open_form_payload(const net::Request& request) {
  BodyChecks checks =
      TRY(BodyChecks::of(request.headers, "UNSIGNED-PAYLOAD", false, ChecksumHeaders::of_body));
  return std::make_unique<PlainPayload>(*request.body, std::nullopt, std::move(checks));
}

Result<std::string> read_payload(PayloadReader& payload, size_t max_bytes) {
  if (payload.size().value_or(0) > max_bytes)
    return tl::unexpected(body_error({base::ErrorKind::invalid, "", {}}));
  std::string out(static_cast<size_t>(payload.size().value_or(0)), '\0');
  size_t filled = 0;
  while (filled < out.size()) {
    size_t got = TRY(payload.read(out.data() + filled, out.size() - filled));
    if (got == 0) break;
    filled += got;
  }
  char more = 0;
  TRY(payload.read(&more, 1));  // the end is where the checks are
  return out;
}

}  // namespace aws
