// Headers that stand in the query string of S3's presigned URLs: whoever signs a URL for somebody else can
// demand nothing of the headers that the other one sends, so what the call is to say (x-amz-acl,
// x-amz-meta-*) travels there.
#pragma once

#include "aws/values/parameters.h"
#include "net/http.h"

namespace aws {

// Whether S3 takes the parameter as the header of that name: each x-amz-* but those of a signature, which are
// read apart, and checksums, which clients compute over a body that they do not have yet, and which S3 leaves alone.
bool is_query_header(std::string_view name);

// What signature version 2 covers of a request's headers: those of the request, and beside them every x-amz-*
// of the query string; its Content-Type and Content-MD5 where the request itself has none.
net::Headers headers_of_version2(const net::Request& request);

}  // namespace aws
