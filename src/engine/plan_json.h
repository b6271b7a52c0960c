// A plan's JSON form. It is stable: a later version of Slipway reads it, or says that it does not.
#pragma once

#include <string>
#include <string_view>

#include "base/diagnostics.h"
#include "engine/plan.h"

namespace engine {

json::Value to_json(const Connection& connection);
json::Value to_json(const Plan& plan);

// A plan that holds together: ids differ, each step stands behind what it needs, the parts of an address are all there,
// what values stand for is well said, and connections lead somewhere. Whatever is wrong is told in `diagnostics`, with
// its place in `text`; then the plan is not to be used.
Plan parse_plan(std::string_view text, base::Diagnostics& diagnostics);

}  // namespace engine
