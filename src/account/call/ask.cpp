#include "account/call/ask.h"

#include "account/call/facilities.h"

namespace account {

aws::Result<Asked> ask(const Call& call, const Caller& caller, const Question& question,
                       const policy::Context& context, const State& state) {
  CallerPolicies policies = TRY(call.facilities.authorizer.read_policies(caller, state));
  return ask(call, caller, policies, question, context);
}

aws::Result<Asked> ask(const Call& call, const Caller& caller, const CallerPolicies& policies,
                       const Question& question, const policy::Context& context) {
  const Facilities& facilities = call.facilities;
  auto prepared = TRY(facilities.authorizer.prepare(caller, policies, question, context));
  policy::Decision decision = policy::evaluate(prepared.request, prepared.layers);
  if (facilities.observer) facilities.observer->decided({call.request_id, prepared.request, decision});
  return Asked{std::move(prepared.request), std::move(decision)};
}

}  // namespace account
