#include "account/call/permission.h"

#include "account/call/authorize.h"
#include "account/call/facilities.h"
#include "policy/explain/message.h"

namespace account {
namespace {

// Keys of calls that a service makes for the caller (IAM User Guide, "Forward access sessions" and "AWS global
// condition context keys"). The first service is the one that the caller called.
void add_services_between(const std::vector<std::string>& services, policy::Context& context) {
  if (services.empty()) return;
  context.set("aws:ViaAWSService", "true");
  context.set_list("aws:CalledVia", services);
  context.set("aws:CalledViaFirst", services.front());
  context.set("aws:CalledViaLast", services.back());
}

// Services that speak JSON 1.x, and nothing older, say 400 to whatever is wrong with a call.
int denied_status(const Service& service) {
  auto model = aws::Service::find(service.model);
  bool is_json_alone =
      model && model->protocol() == aws::Protocol::json && !model->speaks(aws::Protocol::query);
  return is_json_alone ? 400 : 403;
}

}  // namespace

aws::Result<std::optional<Asked>> find_refusal(const Operation& row, const Service& service,
                                               Questions questions, Call& call) {
  call.allowed_entries.clear();
  if (questions.empty()) return std::optional<Asked>();
  policy::Context context = request_context(call.caller, call.http, call.region, call.now);
  add_services_between(call.called_via, context);
  bool is_service = call.caller.principal.type == policy::PrincipalType::service;
  if (is_service) context.set("aws:SourceAccount", call.state.account());
  CallerPolicies policies = TRY(call.facilities.authorizer.read_policies(call.caller, call.state));
  for (Question& question : questions) {
    if (service.keys) service.keys(call, question.context);
    if (question.action.empty()) question.action = fmt::format("{}:{}", service.action_prefix, row.name);
    if (is_service && question.resource_account.empty()) question.resource_account = call.state.account();
    Asked asked = TRY(ask(call, call.caller, policies, question, context));
    if (question.entry) call.allowed_entries.push_back(asked.is_allowed());
    if (!asked.is_allowed() && !question.entry) return std::optional(std::move(asked));
  }
  return std::optional<Asked>();
}

aws::Error denied(const Asked& refused, const Service& service, const std::string& message) {
  std::string why = policy::denied_message(refused.request, refused.decision);
  const Dialect& dialect = service.dialect;
  if (!dialect.denied_words.empty())
    why = fmt::format(fmt::runtime(dialect.denied_words), fmt::arg("why", why), fmt::arg("message", message));
  return aws::Error(std::string(dialect.denied), denied_status(service), std::move(why));
}

aws::Result<void> check_dry_run(const Service& service, const Call& call) {
  bool has_flag = !service.dialect.dry_run.empty() && call.input.knows("DryRun");
  if (!has_flag || !call.input.flag("DryRun")) return {};
  return aws::error(service.dialect.dry_run, 412, "Request would have succeeded, but DryRun flag is set.");
}

}  // namespace account
