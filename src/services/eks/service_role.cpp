#include "services/eks/service_role.h"

#include "account/call/ask.h"
#include "account/call/facilities.h"
#include "account/call/invoke.h"
#include "account/call/service_linked.h"
#include "account/record/late_identities.h"
#include "base/arn.h"
#include "services/eks/answers.h"

namespace account::eks {

aws::Result<Resource> locate_role_of_arn(const Asking& asking) {
  return Resource{.arn = asking.text(asking.need.member)};
}

aws::Result<void> check_own_role(const Call& call, const std::string& role_arn) {
  auto arn = base::Arn::parse(role_arn);
  if (!arn || arn->service != "iam" || !arn->resource.starts_with("role/"))
    return invalid(fmt::format("Role ARN {} is not valid", role_arn));
  if (arn->account != call.state.account()) return invalid("Cross-account pass role is not allowed.");
  if (seen_role(call.state.of(arn->account), role_arn)) return {};
  return invalid(fmt::format("Role with arn: {}, does not exist.", role_arn));
}

aws::Result<bool> trusts(const Call& call, const std::string& role_arn, const Assuming& assuming) {
  auto role = seen_role(call.state.of(call.state.account()), role_arn);
  if (!role) return false;
  Caller caller;
  caller.principal.type = policy::PrincipalType::service;
  caller.principal.service = assuming.service;
  Question question{std::string(assuming.action),
                    role_arn,
                    call.state.account(),
                    {},
                    std::string(role->string_or("AssumeRolePolicyDocument", "")),
                    policy::ResourcePolicyKind::trust};
  question.context.set("aws:SourceArn", assuming.source_arn);
  question.context.set("aws:SourceAccount", call.state.account());
  for (const auto& [key, value] : assuming.tags) question.context.set("aws:RequestTag/" + key, value);
  return TRY(ask(call, caller, question, {}, call.state)).is_allowed();
}

// EKS User Guide, "Using service-linked roles for Amazon EKS".
aws::Result<void> ensure_service_linked_role(Call& call, std::string_view service, std::string_view name) {
  auto made = account::ensure_service_linked_role(call, kEks, service, name);
  if (made) return {};
  if (made.error().status != 403) return tl::unexpected(std::move(made).error());
  return aws::error(
      "InvalidRequestException", 400,
      "Failed to create service linked role: {} due to missing permissions for 'iam:CreateServiceLinkedRole'",
      name);
}

Caller service_linked_caller(const Call& call, std::string_view service, std::string_view name) {
  return account::service_linked_caller(call.state, service, name, "EKS");
}

ServiceRole::ServiceRole(const State& state, Facilities& facilities, base::Time now)
    : state_(state),
      facilities_(facilities),
      now_(now),
      caller_(account::service_linked_caller(state, kEks, kEksRole, "EKS")) {}

Output ServiceRole::ask(std::string_view service, std::string_view operation, json::Value input) {
  Bodies bodies(facilities_.objects_dir);
  Origin origin{caller_, {}, state_, state_.region(), now_, facilities_, bodies};
  return invoke(origin, {kEks, Access::forwarded, service, operation, std::move(input)});
}

}  // namespace account::eks
