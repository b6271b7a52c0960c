// AWS Signature Version 4: signing and verifying, in the header and in the query (presigned).
//
// Source: AWS General Reference, "Signature Version 4 signing process"; facts/wire.md 4.5.
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
// must already hold Host. `path` and `query` are encoded as sent.
void sign(net::Headers& headers, std::string_view method, std::string_view path, std::string_view query,
          std::string_view body, const Credentials& credentials, const SigningScope& scope, base::Time now);

// The query string of a presigned URL that asks for `query` (signed headers: host and those of `headers`).
std::string presign(const net::Headers& headers, std::string_view method, std::string_view path,
                    std::string_view query, const Credentials& credentials, const SigningScope& scope,
                    base::Time now, std::chrono::seconds expires);

// What a request says of its signature, not yet checked.
struct SignatureClaim {
  std::string access_key_id;
  std::string date;  // YYYYMMDD of the scope
  std::string region;
  std::string service;
  std::vector<std::string> signed_headers;
  std::string signature;
  std::string timestamp;  // X-Amz-Date, 20261121T083000Z
  bool presigned = false;
  int64_t expires_s = 0;  // presigned only
  std::string session_token;
  std::string
      payload_hash;  // as claimed: hex, UNSIGNED-PAYLOAD, STREAMING-...; empty: the body's own hash counts
};

// nullopt: the request carries no signature at all. An error: it carries a broken one.
Result<std::optional<SignatureClaim>> read_signature(const net::Request& request);

// Keys derived from (secret, date, region, service), kept since deriving costs four HMACs. Safe from any
// thread.
class SigningKeys {
 public:
  std::string get(const base::Secret& secret, std::string_view access_key_id, std::string_view date,
                  std::string_view region, std::string_view service);

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, std::string> keys_;
};

// Checks time, scope, signed headers and signature. `body_sha256`: hex of the body for services other than S3
// (and for S3 where payload_hash is absent). Errors carry the code that this service's family uses
// (facts/wire.md 4.5).
Result<void> verify_signature(const net::Request& request, const SignatureClaim& claim,
                              const base::Secret& secret, std::string_view body_sha256, base::Time now,
                              SigningKeys& keys);

}  // namespace aws
