// What a state knows, as rows.
#pragma once

#include <string>
#include <vector>

#include "engine/journal/state.h"

namespace engine {

struct StateRow {
  Key key;
  std::string kind;
  enum class Condition {
    ready,
    half_made,   // an earlier run ended before it was ready
    changing,    // an earlier run ended while it was changed
    destroying,  // the same while it was destroyed, or it is a former one that stayed
  } condition = Condition::ready;
  Origin origin = Origin::made;
  bool is_protected = false;
  std::vector<Key> uses, used_by;
};
std::string_view condition_name(StateRow::Condition condition);

// All whose address is the prefix, or stands below it (`network` has `network/vpc`); empty: all. In the order of
// addresses and generations.
std::vector<StateRow> state_rows(const State& state, const std::string& prefix = "");

}  // namespace engine
