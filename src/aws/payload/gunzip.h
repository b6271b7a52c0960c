// Bodies that a client has compressed (Smithy, trait `requestCompression`; RFC 1952, RFC 1951).
#pragma once

#include <string>
#include <string_view>

#include "aws/error.h"
#include "net/http.h"

namespace aws {

// The body as it was before `Content-Encoding: gzip`, or as it is. Errors: SerializationException, it is no such thing;
// RequestEntityTooLargeException, it would be larger than that.
Result<std::string> plain_body(const net::Request& request, std::string body, size_t most);

Result<std::string> gunzip(std::string_view bytes, size_t most);

}  // namespace aws
