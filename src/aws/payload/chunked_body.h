// aws-chunked framing, undone piece by piece:
//
//   HEX-SIZE[;chunk-signature=HEX] CRLF data CRLF ... 0[;chunk-signature=HEX] CRLF
//   [name:value CRLF]... [x-amz-trailer-signature:HEX CRLF] CRLF
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "aws/error.h"
#include "aws/payload/body_checks.h"
#include "aws/payload/chunk_signatures.h"
#include "net/http.h"

namespace aws {

// An error of the connection in S3's words.
Error body_error(const base::Error& error);

// Lines and bytes of a body, through a buffer of 16 KiB.
class BodyBuffer {
 public:
  explicit BodyBuffer(net::BodyReader& body) : body_(body) {}

  // Without its line feed; IncompleteBody if the body ends before one, InvalidRequest if it is too long.
  Result<std::string> line();
  Result<size_t> read(char* buffer, size_t size);
  Result<bool> at_end();

 private:
  Result<bool> fill();  // false at the end

  net::BodyReader& body_;
  std::array<char, 16 << 10> buffer_;
  size_t begin_ = 0;
  size_t end_ = 0;
};

class ChunkedBody {
 public:
  // `decoded_size`: X-Amz-Decoded-Content-Length, which the chunks must add up to.
  ChunkedBody(net::BodyReader& body, uint64_t decoded_size, bool with_trailer,
              std::optional<ChunkSignatures> signatures)
      : in_(body), left_(decoded_size), with_trailer_(with_trailer), signatures_(std::move(signatures)) {}

  Result<size_t> read(char* buffer, size_t size);  // 0 at the end
  const Trailers& trailers() const { return trailers_; }

 private:
  Result<void> begin_chunk();
  Result<void> end_chunk();
  Result<void> end_body();
  Result<void> read_trailers();
  Result<void> check_trailer_signature(std::string_view signature);

  BodyBuffer in_;
  uint64_t left_;            // of the payload
  uint64_t chunk_left_ = 0;  // of this chunk
  bool in_chunk_ = false;
  bool ended_ = false;
  bool with_trailer_;
  std::optional<ChunkSignatures> signatures_;
  std::string signature_;  // of this chunk
  Trailers trailers_;
};

}  // namespace aws
