// What the caller of an operation must be allowed to do, as data: each row lists its needs.
//
//   {"DeleteRole", {on(kRoles)}, delete_role}
//   {"CreateUser", {creates(kUsers).keys(new_boundary)}, create_user}
//   {"AddRoleToInstanceProfile", {on(kInstanceProfiles), passes(kRoles, "ec2.amazonaws.com")}, add_role}
//
// The gateway finds the records that the needs name, asks about each with its ARN and its tags, and hands
// them to the operation. Whoever may not ask does not learn whether a record is there: absence is answered
// after the question.
#pragma once

#include <array>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "account/call/question.h"
#include "account/record/kind.h"

namespace account {

struct Call;

// Condition keys of its own that a need adds. `record` is nullptr where there is none (yet).
using Keys = void (*)(const Call& call, const json::Value* record, policy::Context& context);

struct Need {
  enum class About {
    any,      // actions that take no resource: `*`
    found,    // a record that is there
    created,  // a record that is made by the call
  };

  About about = About::any;
  const RecordKind* kind = nullptr;
  std::string_view member = "";     // of the input, where the record's name stands
  std::string_view action = "";     // empty: SERVICE:OPERATION
  std::string_view passed_to = "";  // iam:PassedToService
  Keys own_keys = nullptr;

  constexpr Need keys(Keys function) const {
    Need need = *this;
    need.own_keys = function;
    return need;
  }
};

constexpr Need any() {
  return {};
}
// The record that MEMBER names; the kind's own name where nothing is said.
constexpr Need on(const RecordKind& kind, std::string_view member = "") {
  return {Need::About::found, &kind, member.empty() ? kind.name_member : member};
}
constexpr Need creates(const RecordKind& kind) {
  return {Need::About::created, &kind, kind.name_member};
}
// The caller hands a role to a service (IAM User Guide, "Grant a user permissions to pass a role to an AWS service").
constexpr Need passes(const RecordKind& roles, std::string_view service, std::string_view member = "") {
  Need need = on(roles, member);
  need.action = "iam:PassRole";
  need.passed_to = service;
  return need;
}

// The needs of a row; or a function for the whole, where what is asked depends on more than the input's members.
class Needs {
 public:
  using Function = aws::Result<Questions> (*)(const Call& call);

  constexpr Needs() = default;
  constexpr Needs(Function function) : whole_(function) {}  // implicit, so that rows read as tables
  constexpr Needs(std::initializer_list<Need> needs) : count_(needs.size()) {
    size_t at = 0;
    for (const Need& need : needs) needs_.at(at++) = need;
  }

  constexpr bool empty() const { return !whole_ && count_ == 0; }
  constexpr Function whole() const { return whole_; }  // nullptr: data
  constexpr const Need* begin() const { return needs_.data(); }
  constexpr const Need* end() const { return needs_.data() + count_; }

 private:
  std::array<Need, 4> needs_{};
  size_t count_ = 0;
  Function whole_ = nullptr;
};

// The question of one need, for functions that ask more than that.
Question ask_need(const Need& need, const Call& call);

// The questions that needs ask of a call. Records that are there go into the call (Call::found).
Questions ask_needs(const Needs& needs, Call& call);

// After the questions: the kind's error for the first record that a need names and that is not there.
aws::Result<void> check_found(const Needs& needs, const Call& call);

}  // namespace account
