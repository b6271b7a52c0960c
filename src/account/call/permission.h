// Whether a call may happen: the questions of its row, asked in order.
#pragma once

#include <optional>

#include "account/call/ask.h"
#include "account/call/operation.h"
#include "account/call/service.h"

namespace account {

// The first question that is refused; nullopt: the caller may do it. Refused entries of a list are not among them: the
// call is told of each (Call::allowed_entries).
aws::Result<std::optional<Asked>> find_refusal(const Operation& row, const Service& service,
                                               Questions questions, Call& call);

// What a denied caller is answered. `message`: the sealed account of it (authorization_message.h).
aws::Error denied(const Asked& refused, const Service& service, const std::string& message);

// Of a call that only asks whether it may be made, nothing is done: an error says that it may, and says so of records
// that are not there, too (EC2 API Reference, "DryRun": "if you have the required permissions, the error response is
// DryRunOperation; otherwise, it is UnauthorizedOperation").
aws::Result<void> check_dry_run(const Service& service, const Call& call);

}  // namespace account
