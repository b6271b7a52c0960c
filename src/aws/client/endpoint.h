// Where a service of AWS answers, and with which region its calls are signed.
//
// Source: AWS General Reference, "Service endpoints and quotas"; botocore's partitions.json.
#pragma once

#include <string>
#include <string_view>

#include "aws/model/model.h"
#include "base/result.h"
#include "net/url.h"

namespace aws {

struct Endpoint {
  net::Url url;                // its target is a prefix of every path, `/` if there is none
  std::string signing_region;  // global services are signed with one region of their partition
  bool custom = false;         // not AWS's own
};

// `custom`: used for all services if it is not empty. Invalid: no region where one is needed, or no URL.
base::Result<Endpoint> resolve_endpoint(const Service& service, std::string_view region,
                                        std::string_view custom);

// `aws`, `aws-cn`, ...: what ARNs of things in that region begin with, behind `arn:`.
std::string_view partition_name(std::string_view region);

// AWS's S3 wants the bucket in the host name; a name with dots does not fit its certificate and stays in the
// path. Moves it from the front of `path`, and does nothing for custom endpoints.
void place_bucket(Endpoint& endpoint, std::string& path);

}  // namespace aws
