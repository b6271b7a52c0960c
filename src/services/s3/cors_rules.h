// The rules of a bucket's CORS configuration: which of them S3 takes, and what they say to a browser.
//
// Source: S3 User Guide, "Elements of a CORS configuration"; Fetch standard, "HTTP extensions" (the headers).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/error.h"
#include "base/json.h"
#include "net/http.h"

namespace account::s3 {

// What a page of another origin asks. In a preflight the method and the headers are those of the request to
// come; S3 heeds them in the request itself, too, though no browser sends them there.
struct CrossOriginRequest {
  std::string origin;
  std::string method;
  std::vector<std::string> headers;  // in lower case

  static CrossOriginRequest of(const net::Request& request);
};

// The headers of an answer that the page may read, by the first rule that fits; nullopt: none does.
// `configuration`: {"CORSRules": [...]}.
std::optional<net::Headers> shared_with(const CrossOriginRequest& request, const json::Value& configuration);

// InvalidRequest, MalformedXML: a configuration that S3 refuses.
aws::Result<void> check_cors(const json::Object& configuration);

}  // namespace account::s3
