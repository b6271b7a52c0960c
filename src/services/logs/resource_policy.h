// Resource policies: which services may write into the account's log groups. They count for services alone, whatever
// principals they name.
//
// Records {policyName, policyDocument, lastUpdatedTime, policyScope: ACCOUNT | RESOURCE, resourceArn, revisionId}; the
// id of one that belongs to a group is the group's ARN.
//
// Source: API Reference, PutResourcePolicy.
#pragma once

#include <string>
#include <string_view>

#include "account/call/operation.h"

namespace account::logs {

// What governs the group for this caller: the account's policies and the group's own as one; empty: the caller is no
// service, or there is none.
std::string policy_for(const Call& call, std::string_view group);

}  // namespace account::logs
