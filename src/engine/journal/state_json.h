// The JSON form of a state: a snapshot. The same state gives the same bytes.
#pragma once

#include "engine/journal/state.h"

namespace engine {

json::Value to_json(const Key& key);
json::Value to_json(const std::vector<Key>& keys);
json::Value to_json(const State& state);

// invalid: not a state, or one of a later version.
base::Result<Key> key_of(const json::Value& value);
base::Result<std::vector<Key>> keys_of(const json::Value& value);
Connection connection_of(const json::Value& value);
base::Result<State> state_of(const json::Value& document);
base::Result<State> parse_state(std::string_view text);

}  // namespace engine
