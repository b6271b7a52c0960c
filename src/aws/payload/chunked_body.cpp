#include "aws/payload/chunked_body.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "aws/signature/refusal.h"
#include "base/text.h"

namespace aws {
namespace {

constexpr size_t kMaxLine = 1024;
constexpr size_t kMaxTrailers = 8;
constexpr std::string_view kChunkSignature = "chunk-signature=";
constexpr std::string_view kTrailerSignature = "x-amz-trailer-signature";

tl::unexpected<Error> incomplete() {
  return error("IncompleteBody", 400, "The request body terminated unexpectedly");
}

tl::unexpected<Error> malformed(std::string_view what) {
  return error("InvalidRequest", 400, "The aws-chunked framing of the body is malformed: {}", what);
}

tl::unexpected<Error> mismatch() {
  return tl::unexpected(signature_error(SignatureFault::mismatch, ErrorFamily::s3));
}

}  // namespace

Error body_error(const base::Error& error) {
  if (error.kind == base::ErrorKind::timeout) {
    return {"RequestTimeout", 400,
            "Your socket connection to the server was not read from or written to within the timeout period. "
            "Idle "
            "connections will be closed."};
  }
  if (error.kind == base::ErrorKind::invalid) {
    return {"EntityTooLarge", 400, "Your proposed upload exceeds the maximum allowed size"};
  }
  return {"IncompleteBody", 400,
          "You did not provide the number of bytes specified by the Content-Length HTTP header"};
}

Result<bool> BodyBuffer::fill() {
  begin_ = end_ = 0;
  auto got = body_.read(buffer_.data(), buffer_.size());
  if (!got) return tl::unexpected(body_error(got.error()));
  end_ = *got;
  return end_ > 0;
}

Result<std::string> BodyBuffer::line() {
  std::string line;
  while (true) {
    if (begin_ == end_ && !TRY(fill())) return incomplete();
    const char* from = buffer_.data() + begin_;
    size_t size = end_ - begin_;
    const void* feed = std::memchr(from, '\n', size);
    size_t taken = feed ? static_cast<size_t>(static_cast<const char*>(feed) - from) : size;
    if (line.size() + taken > kMaxLine) return malformed("a line is too long");
    line.append(from, taken);
    begin_ += taken + (feed ? 1 : 0);
    if (feed) return line;
  }
}

Result<size_t> BodyBuffer::read(char* buffer, size_t size) {
  if (begin_ < end_) {
    size_t taken = std::min(size, end_ - begin_);
    std::memcpy(buffer, buffer_.data() + begin_, taken);
    begin_ += taken;
    return taken;
  }
  // Large reads go past the buffer.
  auto got = body_.read(buffer, size);
  if (!got) return tl::unexpected(body_error(got.error()));
  return *got;
}

Result<bool> BodyBuffer::at_end() {
  return begin_ == end_ && !TRY(fill());
}

Result<void> ChunkedBody::begin_chunk() {
  std::string line = TRY(in_.line());
  if (!line.ends_with('\r')) return malformed("a chunk's head does not end in CRLF");
  std::string_view head = std::string_view(line).substr(0, line.size() - 1);
  size_t semicolon = std::min(head.find(';'), head.size());
  std::string_view digits = head.substr(0, semicolon);
  uint64_t size = 0;
  auto [end, status] = std::from_chars(digits.data(), digits.data() + digits.size(), size, 16);
  if (status != std::errc() || end != digits.data() + digits.size())
    return malformed("a chunk's size is no number");

  std::string_view extension = semicolon < head.size() ? head.substr(semicolon + 1) : "";
  if (signatures_.has_value() != extension.starts_with(kChunkSignature) ||
      (!signatures_ && semicolon < head.size())) {
    return malformed(signatures_ ? "a chunk has no signature" : "an unsigned chunk has an extension");
  }
  if (signatures_) signature_ = extension.substr(kChunkSignature.size());
  if (size > left_ || (size == 0 && left_ > 0)) {
    return error("IncompleteBody", 400,
                 "The chunks of the body do not add up to the x-amz-decoded-content-length header");
  }
  chunk_left_ = size;
  in_chunk_ = size > 0;
  return {};
}

Result<void> ChunkedBody::end_chunk() {
  in_chunk_ = false;
  if (TRY(in_.line()) != "\r") return malformed("a chunk does not end in CRLF");
  if (signatures_ && !signatures_->end_chunk(signature_)) return mismatch();
  return {};
}

Result<void> ChunkedBody::check_trailer_signature(std::string_view signature) {
  Trailers sorted = trailers_;
  std::sort(sorted.begin(), sorted.end());
  std::string canonical;
  for (const auto& [name, value] : sorted) canonical.append(name).append(":").append(value).append("\n");
  if (!signatures_->end_trailer(canonical, signature)) return mismatch();
  return {};
}

// Lines may end in a bare line feed here, and an empty line may come before the signature: some clients write
// the canonical form of the trailers, which has line feeds, and then CRLF.
Result<void> ChunkedBody::read_trailers() {
  bool signed_once = false, gap = false;
  while (true) {
    std::string text = TRY(in_.line());
    std::string_view line = text;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) {
      if (!signatures_ || signed_once) return {};
      if (gap) return malformed("the trailer has no signature");
      gap = true;
      continue;
    }
    size_t colon = line.find(':');
    if (colon == std::string_view::npos || signed_once) return malformed("a trailer cannot be read");
    std::string name = base::lower(line.substr(0, colon));
    std::string_view value = base::trim(line.substr(colon + 1));
    if (name == kTrailerSignature && signatures_) {
      TRY(check_trailer_signature(value));
      signed_once = true;
      continue;
    }
    if (gap || trailers_.size() == kMaxTrailers) return malformed("a trailer stands where none may");
    trailers_.emplace_back(std::move(name), value);
  }
}

Result<void> ChunkedBody::end_body() {
  if (signatures_ && !signatures_->end_chunk(signature_)) return mismatch();
  if (with_trailer_) {
    TRY(read_trailers());
  } else if (TRY(in_.line()) != "\r") {
    return malformed("the last chunk is not empty");
  }
  if (!TRY(in_.at_end())) return malformed("there is more after the last chunk");
  ended_ = true;
  return {};
}

Result<size_t> ChunkedBody::read(char* buffer, size_t size) {
  if (ended_ || size == 0) return size_t{0};
  if (!in_chunk_) {
    TRY(begin_chunk());
    if (!in_chunk_) {
      TRY(end_body());
      return size_t{0};
    }
  }
  size_t got = TRY(in_.read(buffer, static_cast<size_t>(std::min<uint64_t>(size, chunk_left_))));
  if (got == 0) return incomplete();
  if (signatures_) signatures_->update({buffer, got});
  chunk_left_ -= got;
  left_ -= got;
  if (chunk_left_ == 0) TRY(end_chunk());
  return got;
}

}  // namespace aws
