// What a state knows, as text and as JSON.
#pragma once

#include <string>

#include "engine/keep/keep.h"
#include "engine/state/backup.h"
#include "engine/state/listing.h"

namespace engine {

std::string list_text(const std::vector<StateRow>& rows);
json::Value list_json(const std::vector<StateRow>& rows);

// All that is known of the things at an address: what they are, what was last applied, what others refer to. not_found:
// nothing.
base::Result<std::string> record_text(const State& state, const std::string& address);
base::Result<json::Value> record_json(const State& state, const std::string& address);

std::string versions_text(const std::vector<StateVersion>& versions);

}  // namespace engine
