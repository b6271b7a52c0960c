#include "platform/load/permissions.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "blueprint/trust/names.h"

namespace platform {
namespace {

using json::Value;

void load_policies(const Value* list, const ManagedPolicies& known, Permissions& result,
                   base::Diagnostics& diagnostics) {
  if (!list || !list->is_array()) return;
  for (const Value& policy : list->as_array()) {
    if (!policy.is_string()) continue;
    const std::string& text = policy.as_string();
    std::optional<std::string> arn = known.find_arn(text);
    bool is_customer_managed = blueprint::is_policy_arn(text) && blueprint::account_of(text) != "aws";
    if (is_customer_managed) arn = text;
    if (arn && std::find(result.policies.begin(), result.policies.end(), *arn) == result.policies.end()) {
      result.policies.push_back(*arn);
      continue;
    }
    if (arn) {
      diagnostics.error("duplicate-policy", policy.span,
                        fmt::format("policy `{}` stands twice in `policies`", text));
    } else if (text.starts_with("arn:") && !blueprint::is_policy_arn(text)) {
      diagnostics.error("bad-arn", policy.span, fmt::format("`{}` is not the ARN of a policy", text),
                        "expected such as `arn:aws:iam::123456789012:policy/NAME`");
    } else {
      auto meant = base::did_you_mean(text.substr(text.rfind('/') + 1), known.names());
      diagnostics.error("unknown-policy", policy.span, fmt::format("AWS has no managed policy `{}`", text),
                        meant
                            ? fmt::format("did you mean `{}`?", *meant)
                            : "a policy of your own is named by its ARN, `arn:aws:iam::ACCOUNT:policy/NAME`");
    }
  }
}

void check_combination(const Value& aws, base::Diagnostics& diagnostics) {
  const Value* policies = aws.find("policies");
  const Value* role = aws.find("role");
  if (role && policies) {
    diagnostics.error("role-and-policies", role->span,
                      "`aws` has both `role` and `policies`, expected one of them",
                      "`policies`: Slipway makes the role; `role`: the role is used as it is");
  }
  if (!role && !policies) {
    diagnostics.error("no-permissions", aws.span,
                      "`aws` has neither `policies` nor `role`, expected one of them");
  }
  if (role && !aws.find("service_account")) {
    diagnostics.error(
        "missing-key", role->span, "`role` needs `service_account`",
        "give the name that the role's trust policy has in `system:serviceaccount:NAMESPACE:NAME`");
  }
  if (const Value* scope = aws.find("scope"); scope && role) {
    diagnostics.error("scope-of-role", scope->span, "`scope` goes with `policies`",
                      "the trust policy of a `role` that exists says itself who may take it");
  }
}

}  // namespace

Permissions load_permissions(const Value& aws, const std::string& service_slug,
                             const ManagedPolicies& policies, base::Diagnostics& diagnostics) {
  Permissions result;
  check_combination(aws, diagnostics);
  load_policies(aws.find("policies"), policies, result, diagnostics);
  if (aws.string_or("scope", "") == "cluster") result.scope = RoleScope::cluster;
  result.token_life_s = aws.int_or("token_life", result.token_life_s);

  if (const Value* role = aws.find("role"); role && role->is_string()) {
    result.role_arn = role->as_string();
    if (!blueprint::is_role_arn(result.role_arn)) {
      diagnostics.error("bad-arn", role->span, fmt::format("`{}` is not the ARN of a role", result.role_arn),
                        "expected such as `arn:aws:iam::123456789012:role/NAME`");
    }
  }
  result.service_account = aws.string_or("service_account", service_slug);
  const Value* name = aws.find("service_account");
  if (name && name->is_string()) check_service_account_name(*name, diagnostics);
  return result;
}

void check_service_account_name(const Value& name, base::Diagnostics& diagnostics) {
  if (blueprint::is_service_account_name(name.as_string())) return;
  diagnostics.error("bad-service-account", name.span,
                    fmt::format("`{}` is no name for a service account, expected lower-case letters, digits, "
                                "`-` and `.`, with a letter or digit at both ends, at most 253",
                                name.as_string().substr(0, 300)));
}

void ServiceAccounts::check(const std::string& service, const Permissions& permissions,
                            const base::Span& span, base::Diagnostics& diagnostics) {
  auto [found, is_new] =
      first_.emplace(permissions.service_account, std::pair(service, permissions.role_arn));
  const auto& [other, role] = found->second;
  if (is_new || (!role.empty() && role == permissions.role_arn)) return;
  diagnostics.error("shared-service-account", span,
                    fmt::format("service account `{}` is that of service `{}` too, which has another role",
                                permissions.service_account, other),
                    "a service account names one role: give one of them another `service_account`");
}

void SharedRoles::check(const std::string& cluster, const std::string& project,
                        const std::string& service_slug, const Permissions& permissions,
                        const base::Span& span, base::Diagnostics& diagnostics) {
  if (!permissions.makes_role() || permissions.scope != RoleScope::cluster) return;
  auto [found, is_new] = first_.emplace(cluster + "/" + service_slug, First{project, permissions, span.line});
  const First& first = found->second;
  bool agrees = first.project == project && first.permissions.policies == permissions.policies &&
                first.permissions.service_account == permissions.service_account;
  if (is_new || agrees) return;
  diagnostics.error(
      "shared-role", span,
      fmt::format("services `{}` of cluster `{}` share one role (`scope: cluster`), but this one differs "
                  "from line {} in project, policies or service account",
                  service_slug, cluster, first.line),
      "make them equal, rename one of the services, or use `scope: environment`");
}

}  // namespace platform
