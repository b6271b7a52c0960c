// What a request says its body must be: hash, Content-MD5, checksum in a header or a trailer.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/error.h"
#include "aws/payload/payload.h"
#include "crypto/checksum.h"
#include "crypto/digest.h"
#include "net/http.h"

namespace aws {

// Trailers in the order sent, names in lower case.
using Trailers = std::vector<std::pair<std::string, std::string>>;

class BodyChecks {
 public:
  // `payload_hash`: of the signature; `with_trailer`: whether the framing can carry trailers.
  static Result<BodyChecks> of(const net::Headers& headers, std::string_view payload_hash, bool with_trailer,
                               ChecksumHeaders meaning);

  void update(std::string_view data);
  // Once, after all data.
  Result<void> finish(const Trailers& trailers);

  // After finish(): algorithm and value.
  std::optional<std::pair<std::string, std::string>> checksum() const;

 private:
  Result<void> expect_md5(const net::Headers& headers);
  Result<void> expect_checksum(const net::Headers& headers, ChecksumHeaders meaning);
  Result<void> expect_trailer(const net::Headers& headers, bool with_trailer);
  Result<void> start_checksum(std::string_view header);
  Result<void> take_trailers(const Trailers& trailers);

  std::optional<crypto::Hasher> sha256_;
  std::string expected_sha256_;  // hex
  std::optional<crypto::Hasher> md5_;
  std::string expected_md5_;  // raw
  std::optional<crypto::Checksum> checksum_;
  std::string algorithm_;          // CRC32
  std::string trailer_;            // x-amz-checksum-crc32, if the value comes in the trailer
  std::string expected_checksum_;  // base64
};

}  // namespace aws
