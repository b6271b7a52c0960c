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

// What a denied caller is answered.
aws::Error denied(const Asked& refused, const Service& service);

}  // namespace account
