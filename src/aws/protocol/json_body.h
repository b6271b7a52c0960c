// Values as JSON on the wire: the json and rest-json protocols, both directions. What differs from decoded
// values: names (locationName), blobs (base64) and timestamps (seconds since 1970, or text).
#pragma once

#include "aws/model/model.h"
#include "aws/values/fault.h"
#include "base/json.h"

namespace aws {

// Members of `shape` that travel in the body. Null members are absent ones, as SDKs treat them. `strict`
// refuses unknown members; a client does not.
Decoded<json::Object> read_json_members(const Shape& shape, const json::Object& wire, bool strict,
                                        const std::string& path = {});

// The object fits the shape (aws/values/fit.h).
json::Object write_json_members(const Shape& shape, const json::Object& object);

}  // namespace aws
