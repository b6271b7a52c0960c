// What somebody does by hand to things of ours, by their kinds: calls as data. Texts of their inputs that are `{...}`
// are filled in:
//
//   {MEMBER}, {identity.MEMBER}   a text of what was asked for, and of what the thing is known by
//   {KIND:MEMBER}                 the same of the identity of the first thing of another kind that was made with it
//   {tag}                         the key of a tag that is the user's own
//
// A row is for things of its kind of which `when` holds (`egress=none`, a member and its text; `boundary`, one that has
// any), and of which nothing is lacking that it names.
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
  std::string_view when = {};
};

// Changes of what can be changed, which the next `slipway up` mends.
const std::vector<ByHand>& drifts();
// Things that are hung on ours and keep them from going.
const std::vector<ByHand>& hangings();

// The call for one thing of `state`; nullopt: the row is not for it.
std::optional<engine::Request> request_of(const ByHand& row, const engine::Record& record,
                                          const engine::State& state);

}  // namespace rehearsal
