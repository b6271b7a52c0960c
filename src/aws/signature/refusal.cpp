#include "aws/signature/refusal.h"

#include <array>
#include <optional>
#include <utility>

#include "aws/signature/canonical_request.h"
#include "base/text.h"

namespace aws {
namespace {

struct Code {
  std::string_view code;
  int status;
};

struct Row {
  SignatureFault fault;
  Code s3, query, json;
  std::string_view message;
  std::string_view s3_message = {};  // where S3 words it in its own way
};

constexpr std::string_view kMismatch =
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
    "Access Key and signing method. Consult the service documentation for details.";
constexpr std::string_view kS3Mismatch =
    "The request signature we calculated does not match the signature you provided. Check your key and "
    "signing "
    "method.";
constexpr std::string_view kAlgorithm =
    "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.";
constexpr std::string_view kInvalidToken = "The security token included in the request is invalid.";
constexpr std::string_view kUnknownKey = "The AWS Access Key Id you provided does not exist in our records.";
constexpr std::string_view kTwo =
    "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string "
    "parameter "
    "or the Authorization header should be specified";
constexpr std::string_view kPayloadHash =
    "The provided 'x-amz-content-sha256' header does not match what was computed.";
constexpr std::string_view kPayloadForm =
    "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, "
    "STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.";

constexpr Code kNoMatch = {"SignatureDoesNotMatch", 403};
constexpr Code kInvalid = {"InvalidSignatureException", 403};
constexpr Code kIncomplete = {"IncompleteSignature", 400};
constexpr Code kIncompleteJson = {"IncompleteSignatureException", 400};
constexpr Code kHeader = {"AuthorizationHeaderMalformed", 400};
constexpr Code kQuery = {"AuthorizationQueryParametersError", 400};
constexpr Code kDenied = {"AccessDenied", 403};

// Sources: Amazon S3 API Reference, "List of error codes"; IAM API Reference, "Common errors"; EKS and
// DynamoDB API Reference, "Common errors". In the order of SignatureFault.
constexpr std::array kRows = {
    Row{SignatureFault::missing,
        kDenied,
        {"MissingAuthenticationToken", 403},
        {"MissingAuthenticationTokenException", 403},
        "Request is missing Authentication Token",
        "Access Denied"},
    Row{SignatureFault::malformed_header, kHeader, kIncomplete, kIncompleteJson,
        "The authorization header is malformed."},
    Row{SignatureFault::malformed_query, kQuery, kIncomplete, kIncompleteJson,
        "The query-string authentication parameters are malformed."},
    Row{SignatureFault::two_signatures, {"InvalidArgument", 400}, kIncomplete, kIncompleteJson, kTwo},
    Row{SignatureFault::unknown_algorithm, {"InvalidRequest", 400}, kIncomplete, kIncompleteJson, kAlgorithm},
    Row{SignatureFault::wrong_scope, kHeader, kNoMatch, kInvalid,
        "The credential scope does not fit the request."},
    Row{SignatureFault::skewed,
        {"RequestTimeTooSkewed", 403},
        kNoMatch,
        kInvalid,
        "Signature expired",
        "The difference between the request time and the current time is too large."},
    Row{SignatureFault::expired, kDenied, kNoMatch, kInvalid, "Signature expired", "Request has expired"},
    Row{SignatureFault::not_yet_valid, kDenied, kNoMatch, kInvalid, "Signature not yet current",
        "Request is not valid yet"},
    Row{SignatureFault::unsigned_header, kDenied, kNoMatch, kInvalid,
        "There were headers present in the request which were not signed"},
    Row{SignatureFault::payload_hash_absent,
        {"InvalidRequest", 400},
        kNoMatch,
        kInvalid,
        "Missing required header for this request: x-amz-content-sha256"},
    Row{SignatureFault::payload_hash_odd, {"InvalidArgument", 400}, kNoMatch, kInvalid, kPayloadForm},
    Row{SignatureFault::payload_hash_wrong,
        {"XAmzContentSHA256Mismatch", 400},
        kNoMatch,
        kInvalid,
        kPayloadHash},
    Row{SignatureFault::unknown_key,
        {"InvalidAccessKeyId", 403},
        {"InvalidClientTokenId", 403},
        {"UnrecognizedClientException", 403},
        kInvalidToken,
        kUnknownKey},
    Row{SignatureFault::invalid_token,
        {"InvalidToken", 400},
        {"InvalidClientTokenId", 403},
        {"UnrecognizedClientException", 403},
        kInvalidToken,
        "The provided token is malformed or otherwise invalid."},
    Row{SignatureFault::expired_token,
        {"ExpiredToken", 400},
        {"ExpiredToken", 403},
        {"ExpiredTokenException", 403},
        "The security token included in the request is expired",
        "The provided token has expired."},
    Row{SignatureFault::mismatch, kNoMatch, kNoMatch, kInvalid, kMismatch, kS3Mismatch},
};

// EC2 has some of its own beside those of query (EC2 API Reference, "Error codes for the Amazon EC2 API").
constexpr Code kAuthFailure = {"AuthFailure", 401};
constexpr std::string_view kNotValidated = "AWS was not able to validate the provided access credentials";

std::optional<Error> ec2_error(SignatureFault fault, std::string_view message) {
  switch (fault) {
    case SignatureFault::unknown_key:
    case SignatureFault::invalid_token:
    case SignatureFault::mismatch:
      return Error{std::string(kAuthFailure.code), kAuthFailure.status, std::string(kNotValidated), {}};
    case SignatureFault::skewed:
    case SignatureFault::expired:
      return Error{
          "RequestExpired", 400, message.empty() ? "Request has expired." : std::string(message), {}};
    case SignatureFault::expired_token:
      return Error{"RequestExpired", 400, "Request has expired.", {}};
    default:
      return std::nullopt;
  }
}

constexpr bool in_order() {
  for (size_t i = 0; i < kRows.size(); ++i) {
    if (static_cast<size_t>(kRows[i].fault) != i) return false;
  }
  return kRows.size() == static_cast<size_t>(SignatureFault::mismatch) + 1;
}
static_assert(in_order());

}  // namespace

ErrorFamily error_family(const net::Request& request, std::string_view service) {
  if (is_s3(service)) return ErrorFamily::s3;
  if (service == "ec2") return ErrorFamily::ec2;
  std::string_view type = request.headers.get("Content-Type");
  if (request.headers.find("X-Amz-Target") || type.starts_with("application/x-amz-json")) {
    return ErrorFamily::json;
  }
  bool has_action =
      request.query.starts_with("Action=") || request.query.find("&Action=") != std::string::npos;
  if (has_action || type.starts_with("application/x-www-form-urlencoded")) return ErrorFamily::query;
  if (!service.empty() || type.starts_with("application/json")) return ErrorFamily::json;
  return ErrorFamily::s3;
}

Error signature_error(SignatureFault fault, ErrorFamily family, std::string_view message) {
  if (family == ErrorFamily::ec2) {
    if (auto own = ec2_error(fault, message)) return std::move(*own);
    family = ErrorFamily::query;
  }
  const Row& row = kRows[static_cast<size_t>(fault)];
  const Code& code = family == ErrorFamily::s3 ? row.s3 : family == ErrorFamily::query ? row.query : row.json;
  if (message.empty()) {
    message = family == ErrorFamily::s3 && !row.s3_message.empty() ? row.s3_message : row.message;
  }
  return Error{std::string(code.code), code.status, std::string(message), {}};
}

}  // namespace aws
