#include "aws/payload/body_checks.h"

#include "base/encoding.h"
#include "base/text.h"

namespace aws {
namespace {

constexpr std::string_view kPrefix = "x-amz-checksum-";

// x-amz-checksum-algorithm and its like say something about checksums and are none.
bool is_checksum_header(std::string_view lower_name) {
  if (!lower_name.starts_with(kPrefix)) return false;
  std::string_view rest = lower_name.substr(kPrefix.size());
  return rest != "algorithm" && rest != "type" && rest != "mode";
}

size_t checksum_size(std::string_view algorithm) {
  if (algorithm == "SHA256") return 32;
  if (algorithm == "SHA1") return 20;
  return algorithm == "CRC64NVME" ? 8 : 4;
}

tl::unexpected<Error> bad_trailer() {
  return error(
      "MalformedTrailerError", 400,
      "The request contained trailing data that was not well-formed or did not conform to our published "
      "schema.");
}

}  // namespace

Result<BodyChecks> BodyChecks::of(const net::Headers& headers, std::string_view payload_hash,
                                  bool with_trailer, ChecksumHeaders meaning) {
  BodyChecks checks;
  if (payload_hash.size() == 64) {
    checks.expected_sha256_ = payload_hash;
    checks.sha256_.emplace(crypto::Digest::sha256);
  }
  TRY(checks.expect_md5(headers));
  TRY(checks.expect_trailer(headers, with_trailer));
  TRY(checks.expect_checksum(headers, meaning));
  return checks;
}

Result<void> BodyChecks::expect_md5(const net::Headers& headers) {
  const std::string* value = headers.find("Content-MD5");
  if (!value) return {};
  auto raw = base::unbase64(*value);
  if (!raw || raw->size() != 16) {
    return error("InvalidDigest", 400, "The Content-MD5 you specified was invalid.");
  }
  expected_md5_ = *raw;
  md5_.emplace(crypto::Digest::md5);
  return {};
}

Result<void> BodyChecks::expect_trailer(const net::Headers& headers, bool with_trailer) {
  for (std::string_view value : headers.all("X-Amz-Trailer")) {
    for (std::string_view name : base::split(value, ',')) {
      std::string lower = base::lower(base::trim(name));
      if (!with_trailer || !is_checksum_header(lower)) {
        return error("InvalidRequest", 400,
                     "The value specified in the x-amz-trailer header is not supported");
      }
      TRY(start_checksum(lower));
      trailer_ = lower;
    }
  }
  return {};
}

Result<void> BodyChecks::expect_checksum(const net::Headers& headers, ChecksumHeaders meaning) {
  if (meaning == ChecksumHeaders::of_object) return {};
  for (const net::Header& header : headers) {
    std::string lower = base::lower(header.name);
    if (!is_checksum_header(lower)) continue;
    TRY(start_checksum(lower));
    auto raw = base::unbase64(header.value);
    if (!raw || raw->size() != checksum_size(algorithm_)) {
      return error("InvalidRequest", 400, "Value for {} header is invalid.", lower);
    }
    expected_checksum_ = header.value;
  }
  const std::string* announced = headers.find("X-Amz-Sdk-Checksum-Algorithm");
  if (announced && !checksum_) {
    return error(
        "InvalidRequest", 400,
        "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer "
        "headers were found.");
  }
  if (announced && !base::equal_ignoring_case(*announced, algorithm_)) {
    return error("InvalidRequest", 400, "Value for x-amz-sdk-checksum-algorithm header is invalid.");
  }
  return {};
}

Result<void> BodyChecks::start_checksum(std::string_view header) {
  if (checksum_) {
    return error("InvalidRequest", 400,
                 "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
  }
  algorithm_ = base::upper(header.substr(kPrefix.size()));
  checksum_ = crypto::Checksum::make(algorithm_);
  if (!checksum_) {
    return error("InvalidRequest", 400,
                 "The algorithm type you specified in x-amz-checksum- header is invalid.");
  }
  return {};
}

void BodyChecks::update(std::string_view data) {
  if (sha256_) sha256_->update(data);
  if (md5_) md5_->update(data);
  if (checksum_) checksum_->update(data);
}

// Exactly the trailers that X-Amz-Trailer announced.
Result<void> BodyChecks::take_trailers(const Trailers& trailers) {
  for (const auto& [name, value] : trailers) {
    if (name != trailer_ || !expected_checksum_.empty()) return bad_trailer();
    auto raw = base::unbase64(value);
    if (!raw || raw->size() != checksum_size(algorithm_)) {
      return error("InvalidRequest", 400, "Value for {} trailing header is invalid.", name);
    }
    expected_checksum_ = value;
  }
  if (!trailer_.empty() && expected_checksum_.empty()) return bad_trailer();
  return {};
}

Result<void> BodyChecks::finish(const Trailers& trailers) {
  TRY(take_trailers(trailers));
  if (sha256_ && base::hex(sha256_->finish()) != expected_sha256_) {
    return error("XAmzContentSHA256Mismatch", 400,
                 "The provided 'x-amz-content-sha256' header does not match what was computed.");
  }
  if (md5_ && md5_->finish() != expected_md5_) {
    return error("BadDigest", 400, "The Content-MD5 you specified did not match what we received.");
  }
  if (checksum_ && base::base64(checksum_->finish()) != expected_checksum_) {
    return error("BadDigest", 400, "The {} you specified did not match the calculated checksum.", algorithm_);
  }
  return {};
}

std::optional<std::pair<std::string, std::string>> BodyChecks::checksum() const {
  if (!checksum_) return std::nullopt;
  return std::pair(algorithm_, expected_checksum_);
}

}  // namespace aws
