// AWS Signature Version 4: signing and verifying, in the header and in the query (presigned); and the claim
// that version 2 (version2.h) shares with it.
//
// Source: IAM User Guide, "AWS Signature Version 4 for API requests".
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "aws/error.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "net/http.h"

namespace aws {

struct Credentials {
  std::string access_key_id;
  base::Secret secret_access_key;
  base::Secret session_token;  // empty: none
};

struct SigningScope {
  std::string region;
  std::string service;  // signing name
};

// Adds x-amz-date, x-amz-content-sha256 (S3 only), x-amz-security-token and Authorization to `headers`, which
// must already hold Host. `path` and `query` are encoded as sent. An x-amz-content-sha256 that is there
// already (UNSIGNED-PAYLOAD, STREAMING-...) is signed instead of the hash of `body`. Signed: host, date,
// content-type, content-md5 and all x-amz-* headers; the others may be changed by proxies.
void sign(net::Headers& headers, std::string_view method, std::string_view path, std::string_view query,
          std::string_view body, const Credentials& credentials, const SigningScope& scope, base::Time now);

// The query string of a presigned URL that asks for `query` (signed headers: host and those of `headers`).
// The body is not signed for S3 and empty for all others.
std::string presign(const net::Headers& headers, std::string_view method, std::string_view path,
                    std::string_view query, const Credentials& credentials, const SigningScope& scope,
                    base::Time now, std::chrono::seconds expires);

// What a request says of its signature, not yet checked.
struct SignatureClaim {
  int version = 4;  // or 2, which has no scope: then service is s3, region that of the host
  std::string access_key_id;
  std::string date;  // YYYYMMDD of the scope
  std::string region;
  std::string service;
  std::vector<std::string> signed_headers;
  std::string signature;
  std::string timestamp;  // X-Amz-Date, or the Date header written like it: 20261121T083000Z
  bool presigned = false;
  bool form = false;      // of a browser's form (S3's POST): what is signed is the form's policy
  int64_t expires_s = 0;  // presigned only; of version 2: seconds since 1970
  std::string session_token;
  // As claimed: hex, UNSIGNED-PAYLOAD, STREAMING-...; empty (never for S3): the body's own hash counts.
  std::string payload_hash;
};

// nullopt: the request carries no signature at all. An error: it carries a broken one, or one of another kind
// (version 4a, version 2 of other services than S3). Where a signature is needed and there is none, answer
// with SignatureFault::missing (refusal.h).
Result<std::optional<SignatureClaim>> read_signature(const net::Request& request);

// Four HMACs over the parts of the scope (IAM User Guide, "Create a signed AWS API request", step 4).
std::string derive_signing_key(const base::Secret& secret, std::string_view date, std::string_view region,
                               std::string_view service);

// Keys derived from (secret, date, region, service), kept since deriving costs four HMACs; at most 1024. Safe
// from any thread.
class SigningKeys {
 public:
  SigningKeys();
  ~SigningKeys();

  std::string get(const base::Secret& secret, std::string_view access_key_id, std::string_view date,
                  std::string_view region, std::string_view service);

  size_t size() const;

 private:
  struct Entry {
    base::Secret secret;
    base::Secret key;
  };
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Entry> keys_;
};

// A claim that was found true: what decides over a call (its body's hash, condition keys) is read from here,
// never from the request's text.
struct VerifiedSignature {
  SignatureClaim claim;
  std::string signing_key;  // for what is signed behind the head: the chunks of a body
};

// Checks time, scope date, signed headers and signature; whether region and service of the scope are those of
// the endpoint is for the caller to say. `body_sha256`: hex of the body for services other than S3, where the
// hash that the client claims must be this one; for S3 the claim is signed, and open_payload() (payload.h)
// holds the body against it. Errors carry the code that this service's family uses (refusal.h).
Result<VerifiedSignature> verify_signature(const net::Request& request, const SignatureClaim& claim,
                                           const base::Secret& secret, std::string_view body_sha256,
                                           base::Time now, SigningKeys& keys);

}  // namespace aws
