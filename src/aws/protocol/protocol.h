// The five wire protocols of AWS, both ways, driven by the models.
//
// Decoded values are json::Value objects keyed by the model's member names: strings (UTF-8), blobs (strings
// of raw bytes), integers, doubles, booleans, lists, maps (objects), timestamps (integers: milliseconds since
// 1970, UTC). A member that the model does not know is refused in either direction. Members that are absent
// stay absent. A streaming payload (S3 object bodies) is not part of the value.
#pragma once

#include <string>

#include "aws/error.h"
#include "aws/model/model.h"
#include "aws/route/route.h"
#include "base/json.h"
#include "net/http.h"

namespace aws {

// --- the server's side
// -------------------------------------------------------------------------------------------

// `body`: the whole body, but empty if the operation's input has a streaming payload. Checks types,
// `required`, ranges, lengths, patterns and enums; the error code is the one that this service uses for bad parameters.
Result<json::Value> decode_input(const Route& route, const net::Request& request, std::string_view body);

// `output` is an object of the output shape (null if the operation has none). A value that does not fit the
// model is a mistake of ours: it is logged, and the error is InternalFailure (500).
Result<net::Response> encode_output(const Route& route, const json::Value& output,
                                    std::string_view request_id);

net::Response encode_error(const ErrorForm& form, const Error& error, std::string_view request_id,
                           std::string_view resource);
ErrorForm error_form(const Route& route);

// --- the client's side
// -------------------------------------------------------------------------------------------

struct EncodedRequest {
  std::string method;
  std::string path;   // encoded
  std::string query;  // encoded
  net::Headers headers;
  std::string body;
};
// ErrorKind::invalid if `input` does not fit the model.
base::Result<EncodedRequest> encode_input(const Service& service, const Operation& operation,
                                          const json::Value& input);

// The output, or the error that the service answered.
Result<json::Value> decode_output(const Service& service, const Operation& operation, int status,
                                  const net::Headers& headers, std::string_view body);

}  // namespace aws
