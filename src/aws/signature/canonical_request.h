// The canonical form of a request, which signer and verifier must compute alike.
//
// Source: IAM User Guide, "Create a signed AWS API request", steps 1 to 3.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "net/http.h"

namespace aws {

// S3 and its kin: the path is encoded once and not normalised, and the payload hash is as claimed.
bool is_s3(std::string_view service);

// `path` as sent. S3: every byte encoded once, nothing normalised. Others: empty and dot segments removed,
// then encoded once more on top of the encoding that it was sent with.
void append_canonical_uri(std::string& out, std::string_view path, bool s3);

// `query` as sent: each name and value encoded anew, sorted by encoded name and then value; `a` is `a=`.
// X-Amz-Signature is left out.
void append_canonical_query(std::string& out, std::string_view query);

// One line for each of `names` (lower case): values trimmed, inner white space collapsed, repeated headers
// joined by commas. False if the request lacks one of them.
bool append_canonical_headers(std::string& out, const net::Headers& headers,
                              const std::vector<std::string>& names);

struct CanonicalParts {
  std::string_view method;
  std::string_view path;   // as sent
  std::string_view query;  // as sent
  std::string_view payload_hash;
  bool s3 = false;
};
// Empty if a signed header is absent.
std::string canonical_request(const CanonicalParts& parts, const net::Headers& headers,
                              const std::vector<std::string>& signed_headers);

// `scope`: DATE/REGION/SERVICE/aws4_request.
std::string string_to_sign(std::string_view timestamp, std::string_view scope, std::string_view canonical);

}  // namespace aws
