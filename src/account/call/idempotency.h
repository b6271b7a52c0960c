// Calls that come again with the same idempotency token, since their answer was lost: they are answered as the first
// time, and nothing is done twice (Amazon EC2 Developer Guide, "Ensuring idempotency in Amazon EC2 API requests").
//
// Which member is the token says the model (idempotencyToken), or its name (ClientToken); clients that know it from the
// model fill it by themselves. An answer is kept for a day in the account and region of the call, with a digest of the
// other input, unless what the call found or made is removed before.
#pragma once

#include "account/call/operation.h"
#include "account/call/service.h"

namespace account {

// Runs the row unless the call came before. The same token with another input: Dialect::token_mismatch. A call that
// failed may come again, and so may one without a token. The answer is the first one, whatever has changed since.
Output run_once(const Service& service, const Operation& row, Call& call);

// Forgets an answer when its day is over.
extern const Effect kForgetAnswer;

}  // namespace account
