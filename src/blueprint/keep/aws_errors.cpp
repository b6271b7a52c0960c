#include "blueprint/keep/aws_errors.h"

#include <algorithm>
#include <array>

#include "aws/client/retry.h"

namespace blueprint {
namespace {

using base::Error;
using base::ErrorKind;

// Credentials that are none, or no more (Amazon S3 API Reference, "Error responses"; DynamoDB Developer Guide, "Error
// handling").
constexpr std::array<std::string_view, 10> kBadCredentials = {"NoCredentials",
                                                              "ExpiredToken",
                                                              "ExpiredTokenException",
                                                              "InvalidAccessKeyId",
                                                              "InvalidClientTokenId",
                                                              "InvalidToken",
                                                              "SignatureDoesNotMatch",
                                                              "TokenRefreshRequired",
                                                              "UnrecognizedClientException",
                                                              "InvalidSignatureException"};

bool is_credentials(const aws::Error& error) {
  return std::find(kBadCredentials.begin(), kBadCredentials.end(), error.code) != kBadCredentials.end();
}

}  // namespace

Error keep_error(const aws::Error& error, std::string_view action, std::string_view place) {
  std::string message = fmt::format("{}: {}: {}: {}", place, action, error.code, error.message);
  if (is_credentials(error))
    return {ErrorKind::denied, std::move(message),
            "log in again, or see which credentials are found: aws sts get-caller-identity"};
  if (error.status == 403 || error.code.starts_with("AccessDenied"))
    return {ErrorKind::denied, fmt::format("{}: {} is denied: {}", place, action, error.message),
            fmt::format("allow {} there; docs/engine.md lists all that a state needs", action)};
  if (error.code == "OutcomeUnknown" || aws::is_transient(error))
    return {ErrorKind::unavailable, std::move(message),
            "see whether the region is reachable and well: https://health.aws.amazon.com; then run it again: "
            "what "
            "was written is kept"};
  return {ErrorKind::invalid, std::move(message), ""};
}

}  // namespace blueprint
