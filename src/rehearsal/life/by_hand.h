// What somebody does by hand to things of ours, by their kinds: calls as data, in which `{MEMBER}` is a text of what is
// desired and `{identity.MEMBER}` one of what it is known by.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "engine/journal/state.h"
#include "engine/model/call.h"

namespace rehearsal {

struct ByHand {
  std::string_view kind;
  std::string_view api, operation;
  std::string_view input;  // JSON
  std::string_view what;   // for people
};

// Changes of what can be changed, which the next `slipway up` mends.
const std::vector<ByHand>& drifts();
// Things that are hung on ours and keep them from going.
const std::vector<ByHand>& hangings();

// The call for one thing; nullopt: the row is for things of another kind.
std::optional<engine::Request> request_of(const ByHand& row, const engine::Record& record);

}  // namespace rehearsal
