// Members of the rest protocols that travel outside of the body: path, query string, headers, status.
#pragma once

#include "aws/model/model.h"
#include "aws/route/route.h"
#include "aws/values/fault.h"
#include "base/json.h"
#include "net/http.h"

namespace aws {

// The bound members of a request. Headers and query parameters that no member is bound to are let pass here.
Decoded<json::Object> read_request_bindings(const Route& route, const net::Headers& headers);
// Query parameters that neither a member, nor the URI, nor a signature accounts for: the first, or empty.
std::string_view unknown_query_parameter(const Route& route);

// The path (encoded) and the query string (encoded) of a request, and its headers.
struct Target {
  std::string path;
  std::string query;
};
Target write_request_bindings(const Operation& operation, const json::Object& input, net::Headers& headers);

// The bound members of an answer.
Decoded<json::Object> read_response_bindings(const Shape& shape, int status, const net::Headers& headers);
// Sets headers and, if a member is bound to it, the status.
void write_response_bindings(const Shape& shape, const json::Object& output, net::Headers& headers,
                             int& status);

}  // namespace aws
