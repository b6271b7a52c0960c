// What the caller of an operation must be allowed to do, as data: each row lists its needs.
//
//   {"DeleteRole", {on(kRoles)}, delete_role}
//   {"CreateUser", {creates(kUsers).keys(new_boundary)}, create_user}
//   {"AddRoleToInstanceProfile", {on(kInstanceProfiles), passes(kRoles, "ec2.amazonaws.com")}, add_role}
//   {"PutObject", {on(kObjects), also("s3:PutObjectTagging").when("Tagging")}, put_object}
//
// The gateway finds the records that the needs name, asks about each with its ARN and its tags, and hands
// them to the operation. Whoever may not ask does not learn whether a record is there: absence is answered
// after the question.
#pragma once

#include <array>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "account/call/question.h"
#include "account/record/kind.h"

namespace account {

struct Call;
struct Need;

// A need, asked of one call.
struct Asking {
  const Call& call;
  const Need& need;
  const json::Value* entry = nullptr;  // of each(); nullptr: the input itself says what is asked about

  // A member of the entry or of the input; nullptr or empty: it does not say. An entry that is a text: the name itself.
  const json::Value* find(std::string_view member) const;
  std::string text(std::string_view member) const;
  // Whether it says anything there: an empty text or list is nothing.
  bool gives(std::string_view member) const;
};

// What a need is about, as it is when the question is asked.
struct Resource {
  std::string arn = "*";
  std::string account = "";                          // whose it is; empty: the caller's
  std::optional<json::Value> record = std::nullopt;  // nullopt: there is none (yet)
  std::string policy = "";                           // JSON text attached to it; empty: none
  policy::ResourcePolicyKind policy_kind = policy::ResourcePolicyKind::ordinary;
  policy::Context keys = {};  // its own: tags, and what a service says of it
  // For the operation (Call::found): the name by which the store has it, and its kind where that of the need stands
  // for several; nullptr: the need's. Of the need before, it is always told.
  std::string named = "";
  const RecordKind* kind = nullptr;
  std::optional<aws::Error> absent = std::nullopt;  // in place of the kind's own words
};

// Condition keys of its own that a need adds. `record` is nullptr where there is none (yet).
using Keys = void (*)(const Call& call, const json::Value* record, policy::Context& context);

// When a need is asked: where the call gives a member of its input, or where a function says so. `last` is the
// resource of the need before.
struct When {
  std::string_view says = "";  // the member; or in words what `holds` finds out, for documents
  bool (*holds)(const Asking& asking, const Resource& last) = nullptr;

  constexpr When() = default;
  constexpr When(const char* member) : says(member) {}  // implicit, so that rows read as tables
  constexpr When(std::string_view words, bool (*function)(const Asking&, const Resource&))
      : says(words), holds(function) {}

  constexpr bool is_always() const { return says.empty(); }
};

struct Need {
  enum class About {
    nothing,  // calls that every authenticated caller may make
    any,      // actions that take no resource: `*`
    found,    // a record that is there
    created,  // a record that is made by the call
    renamed,  // what New... members make of the record of the need before; not asked where there are none
    same,     // the resource of the need before
    arn,      // whatever has the ARN that the call gives
  };

  About about = About::any;
  const RecordKind* kind = nullptr;
  std::string_view member = "";     // of the input, where the record's name stands
  std::string_view action = "";     // empty: SERVICE:OPERATION
  std::string_view passed_to = "";  // iam:PassedToService
  Keys own_keys = nullptr;
  When asked_when = {};
  std::string_view other_action = "";  // in place of `action`
  When other_when = {};
  std::string_view list = "";  // of the input: asked about each of its entries
  bool answers_each = false;   // a refusal is an entry of the answer
  bool is_own = false;         // where the call names no record, it means the caller's own

  constexpr Need keys(Keys function) const {
    Need need = *this;
    need.own_keys = function;
    return need;
  }
  constexpr Need asks(std::string_view name) const {
    Need need = *this;
    need.action = name;
    return need;
  }
  constexpr Need when(When condition) const {
    Need need = *this;
    need.asked_when = condition;
    return need;
  }
  // Another action where the condition holds: s3:GetObjectVersion where a version is named.
  constexpr Need instead(std::string_view name, When condition) const {
    Need need = *this;
    need.other_action = name;
    need.other_when = condition;
    return need;
  }
  // About each entry of a list, such as Delete.Objects, whose members are then its own; of a map, about each name.
  constexpr Need each(std::string_view path) const {
    Need need = *this;
    need.list = path;
    return need;
  }
  // For operations that answer for each entry: what is refused is an entry, too (Call::may). Of a list of more than
  // kMostEntries nothing is asked, and nothing allowed.
  constexpr Need per_item() const {
    Need need = *this;
    need.answers_each = true;
    return need;
  }
};

inline constexpr size_t kMostEntries = 1000;

constexpr Need nothing() {
  return {Need::About::nothing};
}
constexpr Need any() {
  return {};
}
// The record that MEMBER names; the kind's own name where nothing is said.
constexpr Need on(const RecordKind& kind, std::string_view member = "") {
  return {Need::About::found, &kind, member.empty() ? kind.name_member : member};
}
// The same, or where the call names none, the caller's own (IAM API Reference: "if you do not specify a user name,
// IAM determines the user name implicitly based on the access key ID").
constexpr Need own(const RecordKind& kind) {
  Need need = on(kind);
  need.is_own = true;
  return need;
}
constexpr Need creates(const RecordKind& kind) {
  return {Need::About::created, &kind, kind.name_member};
}
// What a record becomes must be allowed too (IAM API Reference, UpdateUser and UpdateGroup).
constexpr Need renames(const RecordKind& kind) {
  return {Need::About::renamed, &kind, kind.name_member};
}
// One more action on what the need before is about, with the same keys and those of its own.
constexpr Need also(std::string_view action) {
  return Need{Need::About::same}.asks(action);
}
// Whatever has the ARN in MEMBER.
constexpr Need at(std::string_view member) {
  return {Need::About::arn, nullptr, member};
}
// The caller hands a role to a service (IAM User Guide, "Grant a user permissions to pass a role to an AWS service").
// The role has the ARN in MEMBER.
constexpr Need passes(std::string_view service, std::string_view member) {
  Need need = at(member).asks("iam:PassRole");
  need.passed_to = service;
  return need;
}
// The same, where calls name roles by name: IAM's own.
constexpr Need passes(const RecordKind& roles, std::string_view service) {
  Need need = on(roles);
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
  std::array<Need, 8> needs_{};
  size_t count_ = 0;
  Function whole_ = nullptr;
};

struct AskedNeeds {
  Questions questions;
  std::optional<aws::Error> absent;  // for the first record that is not there: answered after the questions
};

// The questions that a row asks of a call. Records that are there go into the call (Call::found). An error is
// answered before any question: what a service tells even those who may not ask, such as that there is no bucket.
aws::Result<AskedNeeds> ask_needs(const Needs& needs, Call& call);

}  // namespace account
