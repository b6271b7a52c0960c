// What is to happen with each resource of a configuration, before it is put in steps and in order.
#pragma once

#include <set>

#include "engine/planning/inputs.h"

namespace engine {

struct Decision {
  Action action = Action::nothing;
  Key key;                    // of what stands at the address afterwards
  std::optional<Key> former;  // what has to go for it
  bool former_first = false;  // what is there must go before the new one is made
  Connection connection;      // as far as known
  json::Value before, after;  // as in engine/plan.h
  // The states that a change in place goes through: the last is `after`. Empty: `after` alone, in one step.
  struct Stage {
    size_t number;  // from 1, of all that the configuration goes through
    json::Value after;
    std::vector<std::string> differing;  // members, from the one before
    Impact impact = Impact::none;
  };
  std::vector<Stage> stages;
  size_t last_stage = 1;  // when it is as desired
  std::vector<Key> needs;
  std::string why;
  Impact impact = Impact::none;
  std::vector<std::string> forced_by;
};

// Why something is changed of which these members differ.
std::string why_of(const std::vector<std::string>& differing);

// One for each resource, in the order of the list.
//
// A thing that cannot be there beside its successor goes first, and before it goes whatever uses it: so users of such a
// thing are replaced in the same way, and theirs. The rounds end when no more are found.
std::vector<Decision> decide(const PlanInputs& inputs, const ResourceGraph& graph);

}  // namespace engine
