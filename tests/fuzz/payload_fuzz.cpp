// Upload bodies in S3's framings. The first line of the input chooses framing, decoded length and trailer:
// `u 11 x-amz-checksum-crc32`. The outcome must not depend on how the body arrives in pieces.
#include <cstdio>
#include <cstdlib>

#include "aws/payload/payload.h"
#include "base/text.h"

namespace {

class PieceBody final : public net::BodyReader {
 public:
  PieceBody(std::string_view content, size_t piece) : content_(content), piece_(piece) {}
  base::Result<size_t> read(char* buffer, size_t size) override {
    std::string_view taken = content_.substr(0, std::min(size, piece_));
    taken.copy(buffer, taken.size());
    content_.remove_prefix(taken.size());
    return taken.size();
  }

 private:
  std::string_view content_;
  size_t piece_;
};

std::string_view framing(std::string_view name) {
  if (name == "u") return "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
  if (name == "s") return "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
  if (name == "t") return "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
  return "UNSIGNED-PAYLOAD";
}

std::string outcome(const std::vector<std::string_view>& head, std::string_view body, size_t piece) {
  net::Request request;
  request.body = std::make_shared<PieceBody>(body, piece);
  request.body_size = body.size();
  if (head.size() > 1) request.headers.add("X-Amz-Decoded-Content-Length", std::string(head[1]));
  if (head.size() > 2) request.headers.add("X-Amz-Trailer", std::string(head[2]));
  aws::VerifiedSignature signature;
  signature.claim.payload_hash = framing(head[0]);
  signature.signing_key = "key";
  auto payload = aws::open_payload(request, &signature);
  if (!payload) return payload.error().code;
  auto content = aws::read_payload(**payload, 1 << 20);
  return content ? "ok " + *content : content.error().code;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  size_t line = std::min(text.find('\n'), text.size());
  std::string_view body = text.substr(std::min(line + 1, text.size()));
  std::vector<std::string_view> head = base::split(text.substr(0, line), ' ');
  std::string whole = outcome(head, body, body.size() + 1);
  if (whole != outcome(head, body, 1) || whole != outcome(head, body, 7)) {
    std::fputs("the outcome depends on the pieces\n", stderr);
    std::abort();
  }
  return 0;
}
