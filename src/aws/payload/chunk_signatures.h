// The chain of signatures over the chunks of an upload: each covers its chunk and the signature before it.
//
// Source: Amazon S3 API Reference, "Signature calculations for the Authorization header: transferring payload
// in multiple chunks", "... including trailing headers".
#pragma once

#include <string>
#include <string_view>

#include "aws/signature/signature.h"
#include "crypto/digest.h"

namespace aws {

class ChunkSignatures {
 public:
  // The chain begins with the signature of the request's head.
  ChunkSignatures(const SignatureClaim& claim, std::string_view signing_key);

  void update(std::string_view data) { hasher_.update(data); }
  // After a chunk's data: whether `signature` is its own; the next chunk begins.
  bool end_chunk(std::string_view signature);
  // `canonical`: name:value and a line feed for each trailer.
  bool end_trailer(std::string_view canonical, std::string_view signature);

 private:
  bool follows(std::string_view to_sign, std::string_view signature);

  std::string key_;
  std::string date_and_scope_;
  std::string previous_;
  crypto::Hasher hasher_{crypto::Digest::sha256};
};

}  // namespace aws
