// The role, who may take it, and what it may do.
#include <fmt/format.h>

#include <algorithm>

#include "blueprint/trust/check.h"
#include "blueprint/trust/names.h"
#include "blueprint/trust/policy.h"
#include "platform/doctor/visit.h"

namespace platform {
namespace {

using json::Value;

std::vector<std::string> without(const std::vector<std::string>& list,
                                 const std::vector<std::string>& others) {
  std::vector<std::string> result;
  std::copy_if(list.begin(), list.end(), std::back_inserter(result), [&](const std::string& each) {
    return std::find(others.begin(), others.end(), each) == others.end();
  });
  return result;
}

}  // namespace

void examine_role(Visit& visit) {
  if (!visit.cluster) return visit.skip("role", "the account does not answer");
  const std::string& arn = visit.service().role_arn;
  if (blueprint::account_of(arn) != visit.cluster->account_id) {
    return visit.skip("role",
                      fmt::format("{} is of another account, which cannot be looked into from here", arn));
  }
  auto answer =
      find(*visit.cluster->cloud, "iam", "GetRole", json::Object{{"RoleName", blueprint::role_name_of(arn)}});
  if (!answer) return visit.fail("role", answer.error().message, "");
  const Value* role = *answer ? (*answer)->find("Role") : nullptr;
  if (!role) return visit.fail("role", fmt::format("there is no role `{}`", arn), kUpMends);
  std::string there(role->string_or("Arn", ""));
  if (there != arn) {
    return visit.fail("role", fmt::format("the service names `{}`, the role's ARN is `{}`", arn, there),
                      "write the ARN with the role's path");
  }
  visit.role = *role;
  visit.pass("role", arn);
}

void examine_trust(Visit& visit) {
  if (!visit.role || !visit.cluster_is_active)
    return visit.skip("trust policy", "there is no role or no cluster");
  // The token's own claims where there is a token: that is what STS sees.
  blueprint::TrustQuestion question{visit.service().role_arn, visit.cluster->provider_arn(),
                                    blueprint::issuer_key(visit.cluster->issuer), visit.subject(),
                                    std::string(blueprint::kStsAudience)};
  if (visit.token) {
    question.issuer_key = blueprint::issuer_key(visit.token->issuer);
    question.provider_arn = blueprint::provider_arn(visit.cluster->account_id, visit.token->issuer);
    question.subject = visit.token->subject;
    if (!visit.token->audiences.empty()) question.audience = visit.token->audiences.front();
  }
  Value document = blueprint::read_policy_document(visit.role->string_or("AssumeRolePolicyDocument", ""));
  auto answer = blueprint::check_trust(document, question);
  if (!answer) return visit.fail("trust policy", answer.error().message, "");
  if (answer->allowed) return visit.pass("trust policy", "lets " + question.subject + " in");
  visit.fail("trust policy", fmt::format("{}", fmt::join(answer->differences, "; ")),
             visit.service().policies.empty() ? "edit it: `aws iam update-assume-role-policy`" : kUpMends);
}

void examine_policies(Visit& visit) {
  if (!visit.role) return visit.skip("policies", "there is no role to look at");
  std::string name(visit.role->string_or("RoleName", ""));
  auto list = visit.cluster->cloud->call_all("iam", "ListAttachedRolePolicies",
                                             json::Object{{"RoleName", name}}, "AttachedPolicies");
  if (!list)
    return visit.fail("policies",
                      blueprint::to_error(list.error(), "iam", "ListAttachedRolePolicies").message, "");
  std::vector<std::string> attached;
  for (const Value& each : *list) attached.emplace_back(each.string_or("PolicyArn", ""));
  std::vector<std::string> missing = without(visit.service().policies, attached);
  if (!missing.empty()) {
    return visit.fail("policies", fmt::format("{} is not attached", blueprint::policy_names(missing)),
                      kUpMends);
  }
  std::vector<std::string> more = visit.service().policies.empty()
                                      ? std::vector<std::string>()
                                      : without(attached, visit.service().policies);
  if (!more.empty()) {
    return visit.pass("policies", fmt::format("{}; also {}, which the file does not ask for",
                                              blueprint::policy_names(visit.service().policies),
                                              blueprint::policy_names(more)));
  }
  visit.pass("policies", attached.empty() ? "none is attached" : blueprint::policy_names(attached));
}

}  // namespace platform
