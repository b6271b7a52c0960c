// A question about a call, decided: by the gateway for each row's needs, and by operations that learn only on the way
// what to ask. The observer hears each.
#pragma once

#include "account/call/authorize.h"
#include "account/call/operation.h"
#include "policy/decide/evaluate.h"

namespace account {

struct Asked {
  policy::Request request;
  policy::Decision decision;

  bool is_allowed() const { return decision.allowed(); }
};

// `caller`: who asks, which may be somebody else than the call's: an identity that a token proves, a service.
// `context`: the keys of the call (request_context(), account/call/authorize.h); the question's own are added.
// An error: a stored policy cannot be read (fail closed).
aws::Result<Asked> ask(const Call& call, const Caller& caller, const Question& question,
                       const policy::Context& context, const State& state);
// Where a caller asks more than once: its policies are read once.
aws::Result<Asked> ask(const Call& call, const Caller& caller, const CallerPolicies& policies,
                       const Question& question, const policy::Context& context);

}  // namespace account
