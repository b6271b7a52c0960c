// Policies of advanced parameters. One with an Expiration is deleted when its time is over; the notifications are kept
// and shown, and nothing is told.
//
// A record keeps of each {PolicyText, PolicyType, PolicyStatus}.
//
// Source: User Guide, "Assigning parameter policies in Parameter Store"; API Reference, PutParameter, errors.
#pragma once

#include <string_view>

#include "account/call/operation.h"

namespace account::ssm {

// From what a call says; an empty list, or `{}`: none. Errors: InvalidPolicyTypeException,
// InvalidPolicyAttributeException, IncompatiblePolicyException, PoliciesLimitExceededException.
aws::Result<json::Array> read_policies(std::string_view text);

// The parameter's end becomes due work, if it has one.
void expect_expiry(Call& call, std::string_view id, const json::Value& parameter);

}  // namespace account::ssm
