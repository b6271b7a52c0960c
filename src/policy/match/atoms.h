// Texts that tell wildcard patterns apart: one for each way in which a text can match some of them and not
// the others. With them, what holds for all texts can be tried.
//
// The patterns are followed together as automata, breadth first, until nothing new is met. So the texts are
// short, and none is missing unless there were too many states.
#pragma once

#include <string>
#include <vector>

#include "policy/match/glob.h"

namespace policy {

struct TextPattern {
  Tokens tokens;
  bool fold_case = false;  // its letters stand for both cases
  bool is_wanted = false;  // only texts that match it
};

struct Atoms {
  std::vector<std::string> texts;  // never the empty one
  bool is_complete = true;
};

// Cost: the number of states (at most `most_states`), times the bytes that the patterns speak of, times their length.
Atoms atoms(const std::vector<TextPattern>& patterns, size_t most_states = 4096);

}  // namespace policy
