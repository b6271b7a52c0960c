// Values of a plan as people read them. A secret is named by its reference, and an output by where it comes from.
#pragma once

#include <string>
#include <vector>

#include "engine/value.h"

namespace engine {

// JSON, with `(after network/vpc.VpcId)` and `(secret secrets/db)` where the value stands for something. Not made fit
// to be shown: show/foreign_text.h does that.
std::string value_text(const json::Value& value);

// One member with its value on several sides; null: it is not there.
struct Sides {
  std::string name;
  std::vector<json::Value> values;
};
// Where the sides of a member are objects, those of their members that differ, `variables.LOG_LEVEL`, down to what is
// no object. The member as it is where it differs as a whole.
std::vector<Sides> differing_parts(const Sides& member);

// `7 -> 8`, each side as above; a side that is null was not there. Of two secrets under one reference it says that they
// differ.
std::string change_text(const json::Value& before, const json::Value& after);

}  // namespace engine
