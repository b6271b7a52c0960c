#include "account/call/ask.h"

#include "account/call/environment.h"

namespace account {

aws::Result<Asked> ask(const Call& call, const Caller& caller, const Question& question,
                       const policy::Context& context, const State& state) {
  const Environment& environment = call.environment;
  auto prepared = TRY(environment.authorizer.prepare(caller, question, context, state));
  policy::Decision decision = policy::evaluate(prepared.request, prepared.layers);
  if (environment.observer) environment.observer->decided({call.request_id, prepared.request, decision});
  return Asked{std::move(prepared.request), std::move(decision)};
}

}  // namespace account
