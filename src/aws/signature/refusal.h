// The error codes of a signature that was refused: each kind of service has its own.
#pragma once

#include <string_view>

#include "aws/error.h"
#include "net/http.h"

namespace aws {

// How a service reports authentication failures: S3, the query services (query and ec2), and those that speak
// JSON (json and rest-json).
enum class ErrorFamily { s3, query, ec2, json };

// Decided from what the client sent, not from the model, since clients of one service speak different
// protocols. `service`: signing name; empty if unknown.
ErrorFamily error_family(const net::Request& request, std::string_view service);

enum class SignatureFault {
  missing,              // no signature where one is needed
  malformed_header,     // the Authorization header does not parse
  malformed_query,      // the X-Amz-* parameters do not parse
  two_signatures,       // header and query at once
  unknown_algorithm,    // signature version 2, 4a, or no signature of AWS at all
  wrong_scope,          // date or terminator of the credential scope
  skewed,               // more than 15 minutes off
  expired,              // presigned and too old
  not_yet_valid,        // presigned and from the future
  unsigned_header,      // host or an x-amz-* header is not among the signed ones
  payload_hash_absent,  // S3 without x-amz-content-sha256
  payload_hash_odd,     // neither a hash nor a word that S3 knows
  payload_hash_wrong,   // not this body's
  unknown_key,          // no such access key, or a session's key without its token
  invalid_token,        // the session token does not belong to the key
  expired_token,        // the session is over
  mismatch,             // the signature is another
};

// `message` replaces the usual words of AWS for this fault.
Error signature_error(SignatureFault fault, ErrorFamily family, std::string_view message = {});

}  // namespace aws
