// What is to be done to several states at once, such as a cluster and what stands on it: a plan for each.
#pragma once

#include <string>
#include <vector>

#include "engine/planning/planner.h"
#include "engine/show/hourly.h"

namespace engine {

// What goes into the plan of one state, and what comes out.
struct PlannedState {
  std::string name;
  std::vector<std::string> short_names = {};  // by which people call it besides
  std::string sort = {};                      // `cluster`: what it is a state of
  std::string stands_on = {};                 // the name of the state without which it is not; empty: none
  std::string folder = {};                    // where it is kept
  std::vector<Resource> desired = {};
  State state = {};
  Observed observed = {};
  Kinds kinds = {};
  PlanOptions options = {};
  Planned planned = {};
};

struct Plans {
  std::vector<PlannedState> states;  // what stands on others behind them
  bool is_part = false;              // of what is to be done
  std::vector<std::string> warnings;
  std::vector<Hourly> hourly = {};  // what is billed by the hour when all of it is there
};

// All of it as one plan, for showing: an address that two states have has its state's name in front. It is not to be
// applied.
Planned as_one(const Plans& plans);

struct PlannedAt {
  PlannedState* state;
  std::string address;
};
// Of `ADDRESS` or `STATE:ADDRESS`. invalid: no state or several have it; the error names the nearest ones.
base::Result<PlannedAt> find_planned(const std::string& text, Plans& plans);

// `a`, `b` or `c`, those that are most like the word; empty: none is.
std::string nearest(const std::string& word, std::vector<std::string> names);

}  // namespace engine
