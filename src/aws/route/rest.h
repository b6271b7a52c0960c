// Operations of the rest protocols, found by method, path and query string.
#pragma once

#include "aws/route/route.h"

namespace aws {

// For services whose templates tell their operations apart: eks.
Result<Route> route_rest(const net::Request& request, const Service& service, Parameters parameters);

// S3 has a hundred operations on three paths (/, /{Bucket}, /{Bucket}/{Key+}), told apart by subresources
// (?acl), by required parameters (uploadId) and headers (x-amz-copy-source).
Result<Route> route_s3(const net::Request& request, const Service& service, Parameters parameters,
                       const std::vector<std::string>& host_suffixes);

// The path of a template, split at its `?`: what stands behind it are fixed query parameters.
std::string_view template_path(std::string_view uri);
std::string_view template_query(std::string_view uri);

}  // namespace aws
