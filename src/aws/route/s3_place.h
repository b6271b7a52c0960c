// Which bucket and key a request to S3 is about: in the path, or with the bucket in the host's name.
//
// Source: S3 User Guide, "Virtual hosting of general purpose buckets".
#pragma once

#include <string>
#include <vector>

#include "aws/error.h"
#include "net/http.h"

namespace aws {

struct S3Place {
  std::string bucket;  // empty: none
  std::string key;     // empty: none
  bool virtual_host = false;
};

// InvalidURI: names that are not encoded UTF-8. `host_suffixes`: see route().
Result<S3Place> find_s3_place(const net::Request& request, const std::vector<std::string>& host_suffixes);

}  // namespace aws
