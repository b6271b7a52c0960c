// Prefix lists: AWS's own, one for each service that has a gateway endpoint, and those that an account makes (EC2 API
// Reference, ManagedPrefixList). A member of our own: _Versions, the entries of each version from the first on.
//
// AWS's have ids and blocks of this account's making, since they stand for no addresses here.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "account/call/operation.h"

namespace account::ec2 {

// The list of a service: s3, dynamodb; empty: it has none.
std::string own_list_of(std::string_view region, std::string_view service);
// Whosever it is. Errors: InvalidPrefixListId.Malformed, InvalidPrefixListID.NotFound.
aws::Result<json::Value> require_list(const State& state, std::string_view id);

// What rules and routes refer to a list: groups and route tables.
std::vector<std::string> users_of_list(const State& state, std::string_view id);

}  // namespace account::ec2
