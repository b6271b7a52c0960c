// Drift, as text and as JSON: what was applied, what is there, what is desired.
#pragma once

#include <string>

#include "engine/planning/drift.h"

namespace engine {

std::string drift_text(const std::vector<Drift>& drift);
json::Value drift_json(const std::vector<Drift>& drift);

}  // namespace engine
