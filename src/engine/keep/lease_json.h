// The JSON form of a lease, for keeps that write it down.
#pragma once

#include "base/json.h"
#include "engine/keep/keep.h"

namespace engine {

json::Object to_json(const Lease& lease);
// What is absent is empty, or 0.
Lease lease_of(const json::Value& value);

}  // namespace engine
