#include "account/call/service_linked.h"

#include "account/call/invoke.h"
#include "account/record/identities.h"

namespace account {

std::string service_linked_role_arn(const State& state, std::string_view service, std::string_view name) {
  return fmt::format("arn:aws:iam::{}:role/aws-service-role/{}/{}", state.account(), service, name);
}

aws::Result<void> ensure_service_linked_role(Call& call, std::string_view maker, std::string_view service,
                                             std::string_view name) {
  std::string arn = service_linked_role_arn(call.state, service, name);
  if (find_role_by_arn(call.state.of(call.state.account()), arn)) return {};
  TRY(invoke(call, {maker, Access::forwarded, "iam", "CreateServiceLinkedRole",
                    Object{{"AWSServiceName", service}}}));
  return {};
}

Caller service_linked_caller(const State& state, std::string_view service, std::string_view name,
                             std::string_view session) {
  std::string arn = service_linked_role_arn(state, service, name);
  auto role = find_role_by_arn(state.of(state.account()), arn);
  Caller caller;
  caller.account = state.account();
  caller.principal.type = policy::PrincipalType::role_session;
  caller.principal.account = caller.account;
  caller.principal.role_arn = arn;
  caller.principal.arn = fmt::format("arn:aws:sts::{}:assumed-role/{}/{}", caller.account, name, session);
  caller.principal.unique_id = role ? role->string_or("RoleId", "") : "";
  caller.principal.service_linked = true;
  return caller;
}

}  // namespace account
