// A kind of record as a value: what the gateway, tags and tests must know of it, so that no operation says it again.
//
//   constexpr RecordKind kRoles{.name = "iam.role",
//                               .noun = "role",
//                               .arn = "iam::{account}:role{Path}{RoleName}",
//                               .name_member = "RoleName", ...};
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "account/record/state.h"
#include "aws/error.h"
#include "base/json.h"
#include "policy/decide/evaluate.h"

namespace account {

struct Asking;    // account/call/needs.h
struct Resource;  // likewise

// How the id of a record in the store follows from what a call says.
enum class FoundBy { name, name_in_any_case, arn };

struct RecordKind {
  std::string_view name;         // in the store: iam.role
  std::string_view noun;         // in messages: role
  std::string_view type = "";    // of the service authorization reference: role
  std::string_view arn;          // behind `arn:aws:`; {account}, {region} and members of the record in braces
  std::string_view name_member;  // of calls and of the record: RoleName
  std::string_view id_member = "";  // RoleId; empty: it has no id beside its name
  std::string_view id_prefix = "";  // AROA
  FoundBy found_by = FoundBy::name;
  // The member with all that the service answers of it, name, ARN and tags included, where the record keeps more beside
  // that. Empty: the record is all.
  std::string_view shown_member = "";
  std::string_view arn_member = "Arn";  // of the record
  std::string_view tags_member = "Tags";
  std::string_view tag_key_prefix = "";  // iam: iam:ResourceTag/KEY stands beside aws:ResourceTag/KEY
  // Members by which records are found, each a text or a list of texts (index.h).
  std::array<std::string_view, 4> found_through = {};
  // How calls name the record: by what this one of them holds, not by its own name (the id of an association leads to
  // the route table that has it).
  std::string_view led_to_by = "";
  // Condition keys that tell of a record, beside its tags (ec2:Vpc of a subnet); nullptr: none.
  void (*keys)(const State& state, const json::Value& record, policy::Context& context) = nullptr;
  // Records that are not in the store, such as the policies of AWS itself; nullptr: none.
  std::optional<json::Value> (*elsewhere)(std::string_view named) = nullptr;
  // Records that no call finds although they are kept, such as a stopped cluster; nullptr: none.
  bool (*is_hidden)(const json::Value& record) = nullptr;
  // How what a call names is found, for kinds with rules of their own: in another account, by more than a name, with
  // a policy attached. Its error is answered before any question. nullptr: by name, in the caller's account.
  aws::Result<Resource> (*locate)(const Asking& asking) = nullptr;
  // What is answered where there is none; {noun} and {name} stand for themselves. No code: the operation says it, and
  // finds the record by itself.
  std::string_view absent_code = "";
  int absent_status = 404;
  std::string_view absent_words = "";
  // What is answered in its place for a name that can be none of this kind's, which begin with id_prefix; empty: the
  // same. {name} and {prefix} stand for themselves.
  std::string_view malformed_code = "";
  std::string_view malformed_words = "";

  constexpr bool operator==(const RecordKind& other) const { return name == other.name; }
};

std::string store_id(const RecordKind& kind, std::string_view named);

// What the service answers of a record.
const json::Value& shown(const RecordKind& kind, const json::Value& record);
json::Object& shown(const RecordKind& kind, json::Value& record);

std::optional<json::Value> find(const State& state, const RecordKind& kind, std::string_view named);
// The kind's error where there is none.
aws::Result<json::Value> require(const State& state, const RecordKind& kind, std::string_view named);
tl::unexpected<aws::Error> absent(const RecordKind& kind, std::string_view named);

// By the record's own name, or ARN where the kind is found by it. Indexes are kept.
void store(State& state, const RecordKind& kind, const json::Value& record);
// By another name for it that is as good.
void store(State& state, const RecordKind& kind, std::string_view named, const json::Value& record);
void remove(State& state, const RecordKind& kind, std::string_view named);

// The ARN that a record with these members has or would have. A path that is not said is `/`.
std::string arn_of(const State& state, const RecordKind& kind, const json::Value& members);

}  // namespace account
