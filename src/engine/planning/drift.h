// What has become of things since they were last applied, by whoever's hand. Three sides are compared: what was last
// applied, what is there, and what is desired now.
#pragma once

#include <functional>
#include <optional>

#include "engine/planning/inputs.h"

namespace engine {

struct Drift {
  std::string address;
  enum class Sort {
    gone,      // the thing is there no more
    failed,    // it is there, and does not work
    changed,   // it is neither as it was applied nor as it is desired now
    accepted,  // it differs from what was applied, and is as desired now
    foreign,   // another owns the member: it is left alone
  } sort = Sort::changed;
  std::string member;  // empty of gone and failed
  json::Value applied, observed, desired;
  std::string note;
  std::string owner = {};  // of foreign: who it is
  bool is_desired = true;  // the thing; else the next apply destroys it
  // Of foreign: the thing cannot go before it has, and what to do about that.
  std::optional<std::string> remedy = {};
};
std::string_view sort_name(Drift::Sort sort);

// What others have hung on things that are known: foreign, in the order of addresses.
std::vector<Drift> hung_by_others(const PlanInputs& inputs);
// What one of them has found, in words.
std::string hung_names(const Drift& hung);
// `role/x has what Slipway did not put there, and leaves: attached policies: arn:...`, a line for each, in words for
// people; `words` gives those for an address.
std::vector<std::string> warnings_of(const std::vector<Drift>& hung,
                                     const std::function<std::string(const std::string& address)>& words);

// In the order of addresses and members. A thing that was not looked at, or was never ready, has none.
std::vector<Drift> find_drift(const PlanInputs& inputs);

}  // namespace engine
