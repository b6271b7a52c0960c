// Answers that are kept for calls that come again (account/call/idempotency.h). An answer speaks of records, and is
// forgotten when one of them is removed: who then makes the call again wants it done again.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "account/record/state.h"
#include "base/clock.h"

namespace account {

struct Answer {
  std::string input;  // a digest of what was asked for
  json::Value output;
  std::vector<std::string> about;  // records, each as record_key() names it
  base::Time until;                // when it may be forgotten
};

// `id`: the id that the store has for it.
std::string record_key(std::string_view kind, std::string_view id);

void keep_answer(State& state, const std::string& id, const Answer& answer);
std::optional<Answer> find_answer(const State& state, const std::string& id);
void forget_answer(State& state, const std::string& id);
// Of a record that goes.
void forget_answers_about(State& state, const std::string& record_key);

}  // namespace account
