#include <algorithm>

#include "aws/signature/canonical_request.h"
#include "aws/signature/refusal.h"
#include "aws/signature/signature.h"
#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace aws {
namespace {

using Fault = SignatureFault;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr minutes kMaxSkew{15};

tl::unexpected<Error> refuse(Fault fault, ErrorFamily family, std::string_view message = {}) {
  return tl::unexpected(signature_error(fault, family, message));
}

// The words in which the query and JSON services say that a signature is too old or too young; S3 has its own.
tl::unexpected<Error> refuse_time(Fault fault, ErrorFamily family, std::string_view stamp, base::Time limit,
                                  base::Time now, bool too_old) {
  if (family == ErrorFamily::s3) return refuse(fault, family);
  std::string text = too_old
                         ? fmt::format("Signature expired: {} is now earlier than {} ({} - 15 min.)", stamp,
                                       base::iso8601_basic(limit), base::iso8601_basic(now))
                         : fmt::format("Signature not yet current: {} is still later than {} ({} + 15 min.)",
                                       stamp, base::iso8601_basic(limit), base::iso8601_basic(now));
  return refuse(fault, family, text);
}

Result<void> check_time(const SignatureClaim& claim, ErrorFamily family, base::Time now) {
  auto time = base::parse_iso8601(claim.timestamp);
  if (!time || claim.date.size() != 8 || !claim.timestamp.starts_with(claim.date)) {
    return refuse(
        Fault::wrong_scope, family,
        fmt::format("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
                    "HTTP: '{}' != '{}'.",
                    claim.date.substr(0, 16), claim.timestamp.substr(0, 8)));
  }
  if (*time > now + kMaxSkew) {
    Fault fault = claim.presigned ? Fault::not_yet_valid : Fault::skewed;
    return refuse_time(fault, family, claim.timestamp, now + kMaxSkew, now, false);
  }
  // Only S3 heeds X-Amz-Expires. Elsewhere a presigned request lives for the usual quarter of an hour: tokens
  // of `aws eks get-token` say 60 seconds and are used for 14 minutes.
  if (claim.presigned && family == ErrorFamily::s3) {
    if (now > *time + seconds(claim.expires_s)) return refuse(Fault::expired, family);
  } else if (*time < now - kMaxSkew) {
    return refuse_time(claim.presigned ? Fault::expired : Fault::skewed, family, claim.timestamp,
                       now - kMaxSkew, now, true);
  }
  return {};
}

bool is_signed(const SignatureClaim& claim, std::string_view header) {
  return std::any_of(claim.signed_headers.begin(), claim.signed_headers.end(),
                     [&](const std::string& name) { return base::equal_ignoring_case(name, header); });
}

// A header that decides what the call does must not be added on the way.
Result<void> check_signed_headers(const net::Request& request, const SignatureClaim& claim,
                                  ErrorFamily family) {
  if (!is_signed(claim, "host")) {
    return refuse(Fault::unsigned_header, family,
                  "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  constexpr std::string_view kPrefix = "x-amz-";
  for (const net::Header& header : request.headers) {
    if (header.name.size() < kPrefix.size()) continue;
    if (!base::equal_ignoring_case(std::string_view(header.name).substr(0, kPrefix.size()), kPrefix))
      continue;
    if (!is_signed(claim, header.name)) return refuse(Fault::unsigned_header, family);
  }
  return {};
}

std::string expected_signature(const net::Request& request, const SignatureClaim& claim,
                               std::string_view hash, std::string_view key) {
  CanonicalParts parts{request.method, request.path, request.query, hash, is_s3(claim.service)};
  std::string canonical = canonical_request(parts, request.headers, claim.signed_headers);
  if (canonical.empty()) return {};
  std::string scope;
  scope.reserve(64);
  scope.append(claim.date).append("/").append(claim.region).append("/").append(claim.service);
  scope.append("/aws4_request");
  return base::hex(crypto::hmac_sha256(key, string_to_sign(claim.timestamp, scope, canonical)));
}

}  // namespace

Result<VerifiedSignature> verify_signature(const net::Request& request, const SignatureClaim& claim,
                                           const base::Secret& secret, std::string_view body_sha256,
                                           base::Time now, SigningKeys& keys) {
  ErrorFamily family = error_family(request, claim.service);
  if (claim.version != 4) return refuse(Fault::unknown_algorithm, family);
  // Ids that begin with ASIA belong to sessions (IAM User Guide, "IAM identifiers", unique id prefixes).
  if (claim.access_key_id.starts_with("ASIA") && claim.session_token.empty()) {
    return refuse(Fault::unknown_key, family);
  }
  TRY(check_time(claim, family, now));
  TRY(check_signed_headers(request, claim, family));

  bool s3 = is_s3(claim.service);
  if (!s3 && !claim.payload_hash.empty() && claim.payload_hash != body_sha256) {
    return refuse(Fault::payload_hash_wrong, family);
  }
  std::string key = keys.get(secret, claim.access_key_id, claim.date, claim.region, claim.service);
  std::string expected = expected_signature(request, claim, s3 ? claim.payload_hash : body_sha256, key);
  if (expected.empty() || !base::Secret::equal_in_constant_time(expected, claim.signature)) {
    return refuse(Fault::mismatch, family);
  }
  return VerifiedSignature{claim, std::move(key)};
}

}  // namespace aws
