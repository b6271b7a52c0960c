// Bytes of bodies: hashed, and put together.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "account/call/facilities.h"
#include "aws/error.h"
#include "services/s3/object.h"
#include "services/s3/range.h"

namespace account::s3 {

struct BodyHash {
  std::string md5;       // raw
  std::string checksum;  // base64; empty if none was asked for
};
// Of a whole body. `algorithm`: as S3 calls it (CRC32, ...); empty: only MD5.
aws::Result<BodyHash> hash_body(const Facilities& facilities, const std::string& name,
                                std::string_view algorithm);

// A file with the bytes of an object, under a name of its own, so that they stay whatever becomes of the
// object. It belongs to the call's bodies.
aws::Result<std::string> take_bytes(Call& call, const State& owner, const Version& version);

aws::Result<std::string> write_body(Call& call, std::string_view bytes);  // likewise

// A piece of a body.
struct Piece {
  std::string name;
  Span span;
};
// A new body of these, in order; it belongs to `bodies`. The kernel copies: no byte passes through here.
aws::Result<std::string> join_bodies(Facilities& facilities, const std::vector<Piece>& pieces,
                                     Bodies& bodies);

}  // namespace account::s3
