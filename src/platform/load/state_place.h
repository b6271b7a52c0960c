// Where a file has the states of its clusters kept, and of what stands on them: `state: { s3: managed }`. As an address
// (engine/keep/places.h): a folder, or a bucket in the cluster's own account and region, which is
//
//   account://ACCOUNT/REGION/BUCKET/PREFIX   ACCOUNT: `embedded`, `embedded:NAME`, or an endpoint as `http:HOST:PORT`;
//                                            BUCKET: its name, or `managed:PREFIX` for Slipway's own
#pragma once

#include <string>

#include "base/diagnostics.h"
#include "base/json.h"

namespace platform {

// Empty: the file does not say. Of several clusters all must say the same, which check_state_places() looks at.
std::string state_place_in(const json::Value& document);
void check_state_places(const json::Value& document, base::Diagnostics& diagnostics);

// The same of a file, or of that of which a saved plan was made; empty, too, where it cannot be read: whoever loads it
// says why.
std::string state_place_of_file(const std::string& path);

}  // namespace platform
