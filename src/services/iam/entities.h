// What IAM's operations have in common: records of users, groups, roles and instance profiles, pages, errors
// and checks.
#pragma once

#include <string>
#include <string_view>

#include "account/call/facilities.h"
#include "account/call/operation.h"
#include "account/record/tags.h"
#include "services/iam/kinds.h"

namespace account::iam {

tl::unexpected<aws::Error> no_such(std::string_view noun, std::string_view name);
tl::unexpected<aws::Error> already_exists(std::string_view noun, std::string_view name);
tl::unexpected<aws::Error> delete_conflict(std::string_view what);  // "must detach all policies first"
tl::unexpected<aws::Error> invalid_input(std::string message);
tl::unexpected<aws::Error> limit_exceeded(std::string message);

// 21 characters: the prefix says what it is.
std::string unique_id(std::string_view prefix, base::Random& random);
// A new record with path, name, id, ARN, date and tags, from the members of the call. EntityAlreadyExists.
aws::Result<json::Value> new_entity(Call& call, const RecordKind& kind);

// The members of a record that an answer shows; those that are absent are left out.
json::Value show(const json::Value& record, std::initializer_list<std::string_view> members);

// The list in a record, which is made where there is none.
json::Array& list_of(json::Value& record, std::string_view member);

// A page of `entries`, in the order of their ids, each through `view` if there is one: {LIST: [...], IsTruncated,
// Marker}.
Output list_page(Call& call, std::vector<Entry> entries, std::string_view list_member,
                 json::Value (*view)(const json::Value& record) = nullptr);
// The same of the kind's records below PathPrefix.
Output list_entities(Call& call, const RecordKind& kind, std::string_view list_member,
                     json::Value (*view)(const json::Value& record));

// What the New... members of the call make of the record that it names, stored under its new name and path.
// EntityAlreadyExists.
aws::Result<void> rename(Call& call);

// InvalidInput: keys that differ by case only, or that are AWS's own. No tags are fine.
aws::Result<void> check_tags(const json::Value* tags);

// Deletes the record that the call names, where nothing stands in the way.
Output delete_found(Call& call);

// Path members of the API must begin and end with a slash.
aws::Result<std::string> path_of(const Input& input);

// A document that a call brings: MalformedPolicyDocument, LimitExceeded for its size, in AWS's words with
// ours behind them.
aws::Result<void> check_document(const std::string& text, policy::Kind kind);

}  // namespace account::iam
