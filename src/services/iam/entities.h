// What users, groups, roles and instance profiles have in common: they are found by name, have a path, an ARN
// and a unique id, and answer the same errors. Their records are described in identities.h.
#pragma once

#include <string>
#include <string_view>

#include "account/call/environment.h"
#include "account/call/operation.h"
#include "account/record/identities.h"
#include "account/record/tags.h"

namespace account::iam {

struct EntityKind {
  std::string_view store_kind;
  std::string_view noun;         // in messages
  std::string_view arn_type;     // role in arn:aws:iam::A:role/NAME
  std::string_view name_member;  // RoleName
  std::string_view id_member;    // RoleId
  std::string_view id_prefix;    // AROA
};

inline constexpr EntityKind kUsers{kUser, "user", "user", "UserName", "UserId", "AIDA"};
inline constexpr EntityKind kGroups{kGroup, "group", "group", "GroupName", "GroupId", "AGPA"};
inline constexpr EntityKind kRoles{kRole, "role", "role", "RoleName", "RoleId", "AROA"};
inline constexpr EntityKind kInstanceProfiles{kInstanceProfile,      "instance profile",  "instance-profile",
                                              "InstanceProfileName", "InstanceProfileId", "AIPA"};

tl::unexpected<aws::Error> no_such(std::string_view noun, std::string_view name);
tl::unexpected<aws::Error> already_exists(std::string_view noun, std::string_view name);
tl::unexpected<aws::Error> delete_conflict(std::string_view what);  // "must detach all policies first"
tl::unexpected<aws::Error> invalid_input(std::string message);
tl::unexpected<aws::Error> limit_exceeded(std::string message);

// By the name in the call's member of this kind; NoSuchEntity.
std::optional<json::Value> find(const State& state, const EntityKind& kind, std::string_view name);
aws::Result<json::Value> require(const State& state, const EntityKind& kind, std::string_view name);
void store(State& state, const EntityKind& kind, const json::Value& record);
void remove(State& state, const EntityKind& kind, std::string_view name);

// 21 characters: the prefix says what it is.
std::string unique_id(std::string_view prefix, base::Random& random);
std::string entity_arn(const State& state, const EntityKind& kind, std::string_view path,
                       std::string_view name);

// A new record with path, name, id, ARN, date and tags, from the members of the call. EntityAlreadyExists.
aws::Result<json::Value> new_entity(Call& call, const EntityKind& kind);

// The members of a record that an answer shows; those that are absent are left out.
json::Value show(const json::Value& record, std::initializer_list<std::string_view> members);

// Of the kind's records those below PathPrefix, a page of them, each through `view`: {LIST: [...],
// IsTruncated, Marker}.
Output list_page(Call& call, std::vector<Entry> entries, std::string_view list_member,
                 json::Value (*view)(const json::Value& record));
Output list_entities(Call& call, const EntityKind& kind, std::string_view list_member,
                     json::Value (*view)(const json::Value& record));

// The question about the entity that the call names, with its tags and those that the call brings.
Questions ask_entity(const Call& call, const EntityKind& kind);
template <const EntityKind& kind>
aws::Result<Questions> on(const Call& call) {
  return ask_entity(call, kind);
}

// The same where New... members may rename it: what it becomes must be allowed too (IAM API Reference,
// UpdateUser and UpdateGroup).
Questions ask_renamed(const Call& call, const EntityKind& kind);
template <const EntityKind& kind>
aws::Result<Questions> on_renamed(const Call& call) {
  return ask_renamed(call, kind);
}

// InvalidInput: keys that differ by case only, or that are AWS's own. No tags are fine.
aws::Result<void> check_tags(const json::Value* tags);

// Path members of the API must begin and end with a slash.
aws::Result<std::string> path_of(const Input& input);

// A document that a call brings: MalformedPolicyDocument, LimitExceeded for its size.
aws::Result<void> check_document(const std::string& text, policy::Kind kind);

}  // namespace account::iam
