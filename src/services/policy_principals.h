// The users and roles that a resource's policy names. Services keep them by their unique ids, so that one that is made
// anew under the same name is another; where the one that was meant is still there, it shows the ARN.
//
// Source: IAM User Guide, "AWS JSON policy elements: Principal", "IAM identifiers" (unique identifiers).
#pragma once

#include <string>
#include <string_view>

#include "account/record/state.h"

namespace account {

// Whether an AWS principal is there. Accounts that are not on this server are taken at their word.
bool principal_exists(const State& state, std::string_view principal);

// A policy as it is kept, and the ARNs that its ids stood for: {ID: ARN}.
struct KeptPolicy {
  std::string text;
  json::Object arns;
};
// `text` is a policy that was checked. Nothing else of it changes.
KeptPolicy keep_policy(const State& state, const std::string& text);
// As the service shows it.
std::string show_policy(const State& state, const std::string& text, const json::Value* arns);

}  // namespace account
