// Tags of resources, in the two forms that services use: a list of {Key, Value}, or a map.
#pragma once

#include <string>
#include <vector>

#include "aws/error.h"
#include "base/json.h"
#include "policy/decide/evaluate.h"

namespace account {

// aws:RequestTag/KEY and aws:TagKeys of the tags that a call brings; `tags` is a list of {Key, Value} or a map.
void add_request_tags(const json::Value* tags, policy::Context& context);
// aws:ResourceTag/KEY, and PREFIX:ResourceTag/KEY where a service has its own key (`iam`).
void add_resource_tags(const json::Value* tags, policy::Context& context, std::string_view prefix = "");
// aws:TagKeys of a call that removes tags.
void add_tag_keys(const std::vector<std::string>& keys, policy::Context& context);

// Both sides in either form; the result has the form of `into`.
void merge_tags(json::Value& into, const json::Value& tags);
void remove_tags(json::Value& from, const std::vector<std::string>& keys);

}  // namespace account
