// What all kinds of EC2's records share: ids, tags, and what is answered of them.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "account/call/operation.h"

namespace account::ec2 {

// A new id of that kind (EC2 User Guide, "Resource IDs").
std::string new_id(const Call& call, std::string_view prefix);
inline std::string new_id(const Call& call, const RecordKind& kind) {
  return new_id(call, kind.id_prefix);
}
// The same, or what the tag `_custom_id_` of the new thing says, which no AWS takes: for whoever makes here what a file
// names that is elsewhere. tags_at_creation() has checked it.
std::string new_id(const Call& call, const RecordKind& kind, const json::Array& tags);

// Of members that this account does not simulate. Error: UnsupportedOperation, where the call gives one.
aws::Result<void> check_not_given(const Input& in, std::initializer_list<std::string_view> members);

// What EC2 answers of a record: without the members that are ours.
json::Value answered(json::Value record);

// The tags that the call gives to what it makes of that kind. Errors: tags that EC2 does not take; tags for a type of
// thing that the call does not make; a `_custom_id_` that is none of the kind, or taken.
aws::Result<json::Array> tags_at_creation(const Call& call, const RecordKind& kind);
// InvalidTagKey.Malformed, TagLimitExceeded, InvalidParameterValue. `all`: with those that it has already.
aws::Result<void> check_tags(const json::Array& coming, size_t all);

// Tags at creation are asked about by another action, which is told by which call (EC2 User Guide, "Grant permission to
// tag Amazon EC2 resources during creation"). Stands behind creates(KIND).
bool tags_the_last(const Asking& asking, const Resource& last);
void create_action(const Call& call, const json::Value* record, policy::Context& context);
inline constexpr Need kCreateTags =
    also("ec2:CreateTags").when({"TagSpecifications of its type", tags_the_last}).keys(create_action);
// Condition keys of a thing that is to be made, as far as its call says them.
void said_keys(const Call& call, const json::Value* record, policy::Context& context);

// What a call names by the id of another kind than its row's: what is asked about, and answered where it is not there.
Resource resource_of(const State& state, const RecordKind& kind, std::string id);

// Every kind that has tags.
const std::vector<const RecordKind*>& tagged_kinds();

}  // namespace account::ec2
