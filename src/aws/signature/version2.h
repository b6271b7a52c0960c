// AWS Signature Version 2 as S3 knows it, in the Authorization header and in the query (presigned). Clients
// still make it by default in S3's oldest regions. No other service takes it here.
//
// Source: S3 Developer Guide, "Signing and authenticating REST requests" (RESTAuthentication).
//
// It covers less than version 4: neither the host, nor the body, nor most of the query string. What it leaves
// out must not choose what is done, so a call is only taken if all that its operation is told by is covered.
#pragma once

#include <optional>
#include <string_view>

#include "aws/model/model.h"
#include "aws/signature/signature.h"

namespace aws {

// Like read_signature(); nullopt: there is no signature of this version.
Result<std::optional<SignatureClaim>> read_version2(const net::Request& request);

// The regions whose endpoints take it (botocore's endpoints.json, `signatureVersions`).
bool takes_version2(std::string_view region);

// `bucket_in_host`: the bucket of a virtual-hosted request, else empty. `operation`: what the request was
// routed to. Errors are S3's.
Result<VerifiedSignature> verify_version2(const net::Request& request, const SignatureClaim& claim,
                                          const base::Secret& secret, const Operation& operation,
                                          std::string_view bucket_in_host, base::Time now);

// HMAC-SHA1 over the canonical string, in base64: Signature. `date`: the Date header's value, or Expires.
std::string sign_version2(const net::Request& request, std::string_view date, const base::Secret& secret,
                          std::string_view bucket_in_host);

}  // namespace aws
