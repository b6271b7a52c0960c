#include "aws/payload/chunk_signatures.h"

#include <fmt/core.h>

#include "base/encoding.h"

namespace aws {
namespace {

constexpr std::string_view kEmptySha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

}  // namespace

ChunkSignatures::ChunkSignatures(const SignatureClaim& claim, std::string_view signing_key)
    : key_(signing_key),
      date_and_scope_(
          fmt::format("{}\n{}/{}/{}/aws4_request", claim.timestamp, claim.date, claim.region, claim.service)),
      previous_(claim.signature) {}

bool ChunkSignatures::follows(std::string_view to_sign, std::string_view signature) {
  std::string expected = base::hex(crypto::hmac_sha256(key_, to_sign));
  if (!base::Secret::equal_in_constant_time(expected, signature)) return false;
  previous_ = std::move(expected);
  return true;
}

bool ChunkSignatures::end_chunk(std::string_view signature) {
  std::string hash = base::hex(hasher_.finish());
  hasher_ = crypto::Hasher(crypto::Digest::sha256);
  return follows(
      fmt::format("AWS4-HMAC-SHA256-PAYLOAD\n{}\n{}\n{}\n{}", date_and_scope_, previous_, kEmptySha256, hash),
      signature);
}

bool ChunkSignatures::end_trailer(std::string_view canonical, std::string_view signature) {
  return follows(fmt::format("AWS4-HMAC-SHA256-TRAILER\n{}\n{}\n{}", date_and_scope_, previous_,
                             base::hex(crypto::sha256(canonical))),
                 signature);
}

}  // namespace aws
