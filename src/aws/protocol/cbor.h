// CBOR (RFC 8949) beside JSON: the protocol RPC v2 CBOR is the json protocol in other bytes. What comes is made JSON
// before it is decoded, and what was encoded as JSON is made CBOR.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aws/error.h"
#include "aws/model/model.h"
#include "net/http.h"

namespace aws {

// Bytes become base64, times numbers. Error: SerializationException.
Result<std::string> json_of_cbor(std::string_view body);

// The body and headers of an answer in JSON, an error's included. `output`: the shape of what is answered.
void answer_in_cbor(net::Response& response, const std::optional<Shape>& output);

}  // namespace aws
